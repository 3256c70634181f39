/** One load on one subject: what it reached, and what everybody spent on it while it was measured. */
import type { ChildProcess } from 'node:child_process';
import { carryOut } from '../load/carry-out.ts';
import type { LoadOrder, LoadResult } from '../load/order.ts';
import type { Subject } from '../setup/children.ts';
import type { BenchServers } from '../setup/servers.ts';
import { type BatchSizes, batchesBetween, readBatches } from './batches.ts';
import { type Costs, costsBetween, type Snapshot, snapshot } from './costs.ts';
import type { PostgresProbe, PostgresReading } from './postgres.ts';

export interface Window {
  readonly load: LoadResult;
  readonly perSecond: number;
  readonly costs: Costs;
  /** Of the machine's processors, how many were busy with any of this. */
  readonly coresBusy: number;
  readonly batches: Readonly<Record<string, BatchSizes>>;
  readonly postgres: PostgresReading;
}

interface Measured {
  readonly subject: Subject;
  readonly servers: Pick<BenchServers, 'postgresPid' | 'redisPid'>;
  readonly probe: PostgresProbe;
  readonly generator: ChildProcess;
}

export async function measure({ subject, servers, probe, generator }: Measured, order: LoadOrder): Promise<Window> {
  const pids = {
    subject: subject.pid,
    postgres: servers.postgresPid,
    redis: servers.redisPid,
    generator: generator.pid ?? 0,
  };
  const times: Snapshot[] = [];
  const sizes: ReturnType<typeof readBatches>[] = [];
  let opening: Promise<void> | undefined;
  let closing: Promise<PostgresReading> | undefined;
  const load = await carryOut(generator, order, (at) => {
    // Processor time first: it is read at once, while the others take their questions' time.
    times.push(snapshot(pids));
    // Of a pair nobody knows whose figures these would be.
    sizes.push(subject.name === 'pair' ? Promise.resolve(new Map()) : readBatches(subject.url));
    if (at === 'opened') opening = probe.open();
    else closing = probe.close();
  });
  await opening;
  const postgres = await closing;
  const [opened, closed] = times;
  const [before, after] = await Promise.all(sizes);
  if (
    opened === undefined ||
    closed === undefined ||
    postgres === undefined ||
    before === undefined ||
    after === undefined
  ) {
    throw new Error('the generator did not say when its window opened and closed');
  }
  return {
    load,
    perSecond: load.replies / load.seconds,
    ...costsBetween(opened, closed, load),
    batches: batchesBetween(before, after),
    postgres,
  };
}
