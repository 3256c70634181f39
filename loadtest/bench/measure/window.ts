/** One load on one subject: what it reached, and what every process spent on it while it was measured. */
import type { ChildProcess } from 'node:child_process';
import type { FromGenerator, LoadOrder, LoadResult } from '../load/order.ts';
import type { Subject } from '../setup/children.ts';
import type { BenchServers } from '../setup/servers.ts';
import { type BatchSizes, batchesBetween, readBatches } from './batches.ts';
import { type ProcessorTime, processorTime, spentBetween, threadTimes, treeTimes } from './processor.ts';

interface Snapshot {
  readonly subject: ProcessorTime;
  readonly threads: ReadonlyMap<number, ProcessorTime>;
  readonly postgres: ReadonlyMap<string, ProcessorTime>;
  readonly redis: ProcessorTime;
  readonly generator: ProcessorTime;
}

/** Microseconds for each reply that was as it should be. */
export interface Costs {
  /** All of it; main thread, its busiest other thread, all other threads. */
  readonly subject: number;
  readonly subjectSystem: number;
  readonly main: number;
  readonly busiestThread: number;
  readonly otherThreads: number;
  readonly postgres: number;
  readonly postgresBy: Readonly<Record<string, number>>;
  readonly redis: number;
  readonly generator: number;
}

export interface Window {
  readonly load: LoadResult;
  readonly perSecond: number;
  readonly costs: Costs;
  /** Of the machine's processors, how many were busy with any of this. */
  readonly coresBusy: number;
  readonly batches: Readonly<Record<string, BatchSizes>>;
}

interface Measured {
  readonly subject: Subject;
  readonly servers: Pick<BenchServers, 'postgresPid' | 'redisPid'>;
  readonly generator: ChildProcess;
}

export async function measure(measured: Measured, order: LoadOrder): Promise<Window> {
  const { subject, servers, generator } = measured;
  const read = (): Snapshot => ({
    subject: processorTime(subject.pid),
    threads: threadTimes(subject.pid),
    postgres: treeTimes(servers.postgresPid),
    redis: processorTime(servers.redisPid),
    generator: processorTime(generator.pid ?? 0),
  });
  let opened: Snapshot | undefined;
  let closed: Snapshot | undefined;
  let before: ReturnType<typeof readBatches> | undefined;
  let after: ReturnType<typeof readBatches> | undefined;
  const load = await run(generator, order, (at) => {
    if (at === 'opened') {
      opened = read();
      before = readBatches(subject.url);
    } else {
      closed = read();
      after = readBatches(subject.url);
    }
  });
  if (opened === undefined || closed === undefined || before === undefined || after === undefined) {
    throw new Error('the generator did not say when its window opened and closed');
  }
  const { costs, coresBusy } = costsOf(opened, closed, load);
  return {
    load,
    perSecond: load.replies / load.seconds,
    costs,
    coresBusy,
    batches: batchesBetween(await before, await after),
  };
}

/** Has the generator carry out an order. Rejects when the generator fails or ends; its faults are in the result. */
export function run(
  generator: ChildProcess,
  order: LoadOrder,
  onWindow: (at: 'opened' | 'closed') => void = () => {},
): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      generator.off('message', onMessage);
      generator.off('exit', onExit);
      settle();
    };
    const onMessage = (message: FromGenerator) => {
      if (message.at === 'done') finish(() => resolve(message.result));
      else if (message.at === 'failed') finish(() => reject(new Error(`the generator failed: ${message.message}`)));
      else if (message.at !== 'ready') onWindow(message.at);
    };
    const onExit = () => finish(() => reject(new Error('the generator has ended')));
    generator.on('message', onMessage);
    generator.once('exit', onExit);
    generator.send(order);
  });
}

function costsOf(
  before: Snapshot,
  after: Snapshot,
  { replies, seconds }: LoadResult,
): { costs: Costs; coresBusy: number } {
  const total = ({ user, system }: ProcessorTime) => user + system;
  const each = (us: number) => us / Math.max(1, replies);
  const between = (name: 'subject' | 'redis' | 'generator') =>
    spentBetween(new Map([[0, before[name]]]), new Map([[0, after[name]]])).get(0) as ProcessorTime;
  const subject = between('subject');
  const threads = [...spentBetween(before.threads, after.threads)].map(([tid, time]) => ({ tid, us: total(time) }));
  // The first thread is the main one: its id is the process's.
  threads.sort((one, other) => one.tid - other.tid);
  const main = threads.shift()?.us ?? 0;
  const others = threads.map(({ us }) => us).sort((one, other) => other - one);
  const postgresBy = [...spentBetween(before.postgres, after.postgres)].map(
    ([name, time]) => [name, total(time)] as const,
  );
  const postgres = postgresBy.reduce((all, [, us]) => all + us, 0);
  const redis = total(between('redis'));
  const generator = total(between('generator'));
  return {
    costs: {
      subject: each(total(subject)),
      subjectSystem: each(subject.system),
      main: each(main),
      busiestThread: each(others[0] ?? 0),
      otherThreads: each(others.slice(1).reduce((all, us) => all + us, 0)),
      postgres: each(postgres),
      postgresBy: Object.fromEntries(postgresBy.filter(([, us]) => us > 0).map(([name, us]) => [name, each(us)])),
      redis: each(redis),
      generator: each(generator),
    },
    coresBusy: (total(subject) + postgres + redis + generator) / (seconds * 1e6),
  };
}
