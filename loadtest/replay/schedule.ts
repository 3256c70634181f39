/**
 * Tasks in lanes: those of one lane run one after another, in the order they came (a member's receipts); different
 * lanes, and tasks without one, run side by side, so many at a time. Whoever adds waits while too many are waiting, so
 * that a file is not read faster than it is sent.
 *
 * The first task that fails stops the schedule: what waits is dropped, what runs is finished, and its error is thrown.
 */
type Task = () => Promise<void>;

export interface Schedule {
  /** Resolves when the task is accepted; throws the error of a task that failed. */
  add(lane: string | undefined, task: Task): Promise<void>;
  /** Drops what waits; what runs is finished. */
  stop(): void;
  /** Resolves when everything has run; throws the error of a task that failed. */
  drain(): Promise<void>;
}

export function createSchedule(concurrency: number, maxWaiting: number): Schedule {
  const lanes = new Map<string, Task[]>();
  const ready: { readonly lane: string | undefined; readonly task: Task }[] = [];
  let waiting = 0;
  let running = 0;
  let failure: { readonly error: unknown } | undefined;
  let stopped = false;
  let wake: (() => void)[] = [];

  const changed = () => {
    const sleepers = wake;
    wake = [];
    for (const sleeper of sleepers) sleeper();
  };
  const change = () => new Promise<void>((resolve) => wake.push(resolve));

  const stop = () => {
    stopped = true;
    lanes.clear();
    ready.length = 0;
    waiting = 0;
    changed();
  };

  const run = async (lane: string | undefined, task: Task) => {
    try {
      await task();
    } catch (error) {
      failure ??= { error };
      stop();
    }
    running -= 1;
    const next = lane === undefined ? undefined : lanes.get(lane)?.shift();
    if (next !== undefined) ready.push({ lane, task: next });
    else if (lane !== undefined) lanes.delete(lane);
    pump();
    changed();
  };

  const pump = () => {
    while (running < concurrency) {
      const next = ready.shift();
      if (next === undefined) return;
      running += 1;
      waiting -= 1;
      void run(next.lane, next.task);
    }
  };

  return {
    async add(lane, task) {
      while (waiting >= maxWaiting && !stopped) await change();
      if (failure !== undefined) throw failure.error;
      if (stopped) return;
      waiting += 1;
      const queue = lane === undefined ? undefined : lanes.get(lane);
      if (queue !== undefined) {
        queue.push(task);
        return;
      }
      if (lane !== undefined) lanes.set(lane, []);
      ready.push({ lane, task });
      pump();
    },
    stop,
    async drain() {
      while (running > 0 || waiting > 0) await change();
      if (failure !== undefined) throw failure.error;
    },
  };
}
