/**
 * Processor time of processes as Linux counts it (/proc/PID/stat, proc(5)): user and system, of all their threads, those
 * that have ended included. It moves in steps of a clock tick, 10 ms.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds. */
export interface ProcessorTime {
  readonly user: number;
  readonly system: number;
}

interface Stat extends ProcessorTime {
  readonly parent: number;
  /** Of children that have ended and were waited for. */
  readonly ended: ProcessorTime;
}

/** sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on. */
const tickUs = 10_000;

export function processorTime(pid: number): ProcessorTime {
  const { user, system } = statOf(`/proc/${pid}/stat`) ?? gone(pid);
  return { user, system };
}

/** By thread id; a main thread's is its process's. */
export function threadTimes(pids: readonly number[]): Map<number, ProcessorTime> {
  const times = new Map<number, ProcessorTime>();
  for (const pid of pids) {
    for (const tid of readdirSync(`/proc/${pid}/task`)) {
      const stat = statOf(`/proc/${pid}/task/${tid}/stat`);
      if (stat !== undefined) times.set(Number(tid), stat);
    }
  }
  return times;
}

/** A process and its children. */
export function familyOf(pid: number): number[] {
  const others = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && statOf(`/proc/${name}/stat`)?.parent === pid,
  );
  return [pid, ...others.map(Number)];
}

/**
 * A server and its children, by what each is called. The time of a child that has ended stays with the backends, which
 * come and go, so that nothing is lost between two readings.
 */
export function treeTimes(pid: number): Map<string, ProcessorTime> {
  const own = statOf(`/proc/${pid}/stat`) ?? gone(pid);
  const times = new Map<string, ProcessorTime>([
    ['postmaster', own],
    ['backends', own.ended],
  ]);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(`/proc/${name}/stat`);
    if (stat?.parent !== pid) continue;
    const title = titleOf(name);
    times.set(title, sum([times.get(title) ?? none, stat]));
  }
  return times;
}

const none: ProcessorTime = { user: 0, system: 0 };

export function sum(times: Iterable<ProcessorTime>): ProcessorTime {
  let user = 0;
  let system = 0;
  for (const time of times) {
    user += time.user;
    system += time.system;
  }
  return { user, system };
}

/** What went by between two readings, by name; one that came in between counts from nothing. */
export function spentBetween<K>(
  before: ReadonlyMap<K, ProcessorTime>,
  after: ReadonlyMap<K, ProcessorTime>,
): Map<K, ProcessorTime> {
  return new Map(
    [...after].map(([name, { user, system }]) => {
      const { user: userBefore, system: systemBefore } = before.get(name) ?? none;
      return [name, { user: user - userBefore, system: system - systemBefore }];
    }),
  );
}

function statOf(path: string): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the name in parentheses, which may hold anything; the third is the first after the last ")".
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
    (at) => fields[at],
  );
  return {
    parent,
    user: user * tickUs,
    system: system * tickUs,
    ended: { user: endedUser * tickUs, system: endedSystem * tickUs },
  };
}

/** Postgres names its processes: "postgres: walwriter", "postgres: USER DATABASE ADDRESS idle" for a backend. */
function titleOf(pid: string): string {
  let title: string;
  try {
    title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return 'backends';
  }
  const process = /^postgres: ([a-z ]+?)(?: \d+| launcher| worker.*)?$/.exec(title);
  return process?.[1] ?? 'backends';
}

function gone(pid: number): never {
  throw new Error(`process ${pid} has ended while it was measured`);
}
