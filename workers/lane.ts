/**
 * One worker thread: a piscina of size one, which starts the thread anew when it dies. The dispatcher keeps a lane for
 * each thread rather than one pool for all, because it must reach every thread when a programme is published and must
 * know which receipts a dying thread had.
 *
 * A thread does its tasks in the order they were given. Several may be under way, so that it finds the next one when it
 * has done one, and need not wait until the main thread has looked at its answer.
 */
import { Piscina } from 'piscina';

/** The thread ended, or was ended because it did not answer in time, before it had done the task. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
  /** False: the task stood behind another one, which the thread was at. */
  readonly first: boolean;

  constructor(message: string, { first, cause }: { first: boolean; cause: unknown }) {
    super(message, { cause });
    this.first = first;
  }
}

export interface Lane<Task, Reply> {
  /**
   * Answers with the worker's reply; rejects with WorkerDied. The time limit counts from when the tasks given before
   * have been done, and a thread that died starts when it is next asked: after a death, run something with a generous
   * limit first.
   */
  run(task: Task, limitMs: number): Promise<Reply>;
  close(): Promise<void>;
}

export interface LaneOptions {
  /** Its module exports `run`, from a task to its reply. */
  readonly workerFile: URL;
  /** What the module finds as node:worker_threads' workerData. */
  readonly workerData?: unknown;
  /** A thread that needs more is ended by V8 rather than taking the process with it. */
  readonly maxHeapMb: number;
  /** For a thread that is seldom needed: it ends after so long without work. Absent: it stays. */
  readonly idleMs?: number;
}

/**
 * A time limit is waited for in so many parts: a moment in which the whole process stood still costs the thread one of
 * them, and not all the time that it had.
 */
const partsOfLimit = 10;

interface Turn<Reply> {
  readonly limitMs: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: WorkerDied) => void;
}

export function openLane<Task, Reply>(options: LaneOptions): Lane<Task, Reply> {
  const pool = new Piscina<Task, Reply>({
    filename: options.workerFile.href,
    workerData: options.workerData,
    name: 'run',
    minThreads: options.idleMs === undefined ? 1 : 0,
    maxThreads: 1,
    concurrentTasksPerWorker: Number.MAX_SAFE_INTEGER,
    // A thread that waits on piscina's shared counter takes all the tasks there are before it answers the first.
    atomics: 'disabled',
    idleTimeout: options.idleMs ?? 0,
    resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb },
    recordTiming: false,
  });
  /** In the order given: the thread is at the first of them. */
  let turns: Turn<Reply>[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** While a thread is being ended: what came later is for the next one. */
  let ending: Promise<void> | undefined;
  let closed = false;
  // Piscina reports here what went wrong outside a task: a thread that cannot start would leave its task waiting.
  pool.on('error', (cause) => fail(takeAll(), cause));

  function watch(): void {
    clearTimeout(timer);
    const limitMs = turns[0]?.limitMs;
    if (limitMs !== undefined) wait(limitMs, partsOfLimit);
  }

  function wait(limitMs: number, parts: number): void {
    timer = setTimeout(() => {
      if (parts > 1) wait(limitMs, parts - 1);
      else ending = end(limitMs);
    }, limitMs / partsOfLimit);
  }

  function takeAll(): readonly Turn<Reply>[] {
    const all = turns;
    turns = [];
    watch();
    return all;
  }

  async function end(limitMs: number): Promise<void> {
    const all = takeAll();
    await Promise.all(pool.threads.map((thread) => thread.terminate()));
    ending = undefined;
    fail(all, new Error(`no answer within ${limitMs} ms`));
  }

  function start(task: Task, turn: Turn<Reply>): void {
    // A destroyed piscina would start a new thread.
    if (closed) {
      fail([turn], new Error('closed'));
      return;
    }
    if (turns.push(turn) === 1) watch();
    pool.run(task).then(
      (reply) => {
        if (turns[0] !== turn) return;
        turns.shift();
        watch();
        turn.resolve(reply);
      },
      (cause: unknown) => {
        if (turns.includes(turn)) fail(takeAll(), cause);
      },
    );
  }

  return {
    run(task, limitMs) {
      return new Promise((resolve, reject) => {
        const turn = { limitMs, resolve, reject };
        if (ending === undefined) start(task, turn);
        else void ending.then(() => start(task, turn));
      });
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}

function fail(turns: readonly Pick<Turn<never>, 'reject'>[], cause: unknown): void {
  const message = cause instanceof Error ? cause.message : String(cause);
  for (const [place, turn] of turns.entries()) turn.reject(new WorkerDied(message, { first: place === 0, cause }));
}
