/** What a window cost every process, by reply. */
import type { LoadResult } from '../load/order.ts';
import { familyOf, type ProcessorTime, processorTime, spentBetween, sum, threadTimes, treeTimes } from './processor.ts';

export interface Pids {
  readonly subject: number;
  readonly postgres: number;
  readonly redis: number;
  readonly generator: number;
}

export interface Snapshot {
  readonly subject: ProcessorTime;
  /** Ids of the subject's processes, and so of their main threads. */
  readonly processes: readonly number[];
  readonly threads: ReadonlyMap<number, ProcessorTime>;
  readonly postgres: ReadonlyMap<string, ProcessorTime>;
  readonly redis: ProcessorTime;
  readonly generator: ProcessorTime;
}

/** Microseconds for each reply that was as it should be. */
export interface Costs {
  /** The gateway, a pair of them or the baseline: all of its threads. */
  readonly subject: number;
  /** Of that, in the kernel: sockets, mostly. */
  readonly subjectSystem: number;
  /** Main threads: one, of a pair three, of which the one that hands over connections does nothing else. */
  readonly main: number;
  /** With one worker thread this is it, as long as it has more to do than the garbage collector's helpers. */
  readonly busiestThread: number;
  readonly otherThreads: number;
  readonly postgres: number;
  /** "backends", "walwriter", "checkpointer", … */
  readonly postgresBy: Readonly<Record<string, number>>;
  readonly redis: number;
  readonly generator: number;
}

export function snapshot(pids: Pids): Snapshot {
  const processes = familyOf(pids.subject);
  return {
    subject: sum(processes.map(processorTime)),
    processes,
    threads: threadTimes(processes),
    postgres: treeTimes(pids.postgres),
    redis: processorTime(pids.redis),
    generator: processorTime(pids.generator),
  };
}

/** `coresBusy`: how many processors were busy with any of it. */
export function costsBetween(
  before: Snapshot,
  after: Snapshot,
  { replies, seconds }: Pick<LoadResult, 'replies' | 'seconds'>,
): { costs: Costs; coresBusy: number } {
  const each = (us: number) => us / Math.max(1, replies);
  const spent = (name: 'subject' | 'redis' | 'generator') => total(after[name]) - total(before[name]);
  let main = 0;
  const others: number[] = [];
  for (const [id, time] of spentBetween(before.threads, after.threads)) {
    if (after.processes.includes(id)) main += total(time);
    else others.push(total(time));
  }
  others.sort((one, other) => other - one);
  const postgresBy = new Map(
    [...spentBetween(before.postgres, after.postgres)].map(([name, time]) => [name, total(time)]),
  );
  const postgres = sumOf(postgresBy.values());
  const all = spent('subject') + postgres + spent('redis') + spent('generator');
  return {
    costs: {
      subject: each(spent('subject')),
      subjectSystem: each(after.subject.system - before.subject.system),
      main: each(main),
      busiestThread: each(others[0] ?? 0),
      otherThreads: each(sumOf(others.slice(1))),
      postgres: each(postgres),
      postgresBy: Object.fromEntries([...postgresBy].map(([name, us]) => [name, each(us)])),
      redis: each(spent('redis')),
      generator: each(spent('generator')),
    },
    coresBusy: all / (seconds * 1e6),
  };
}

function total({ user, system }: ProcessorTime): number {
  return user + system;
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
