/**
 * One worker thread: a piscina of size one, which starts the thread anew when it dies and ends it when a task is
 * aborted. The dispatcher keeps a lane for each thread rather than one pool for all, because it must reach every thread
 * when a programme is published and must know which receipts a dying thread had.
 */
import { Piscina } from 'piscina';

/** The thread ended, or was ended because it did not answer in time, while it had a task. */
export class WorkerDied extends Error {
  override readonly name = 'WorkerDied';
}

export interface Lane {
  /**
   * Answers with the worker's reply; rejects with WorkerDied. One task at a time. The time limit counts from now, and a
   * thread that died starts when it is next asked: after a death, run something with a generous limit first.
   */
  run(task: string, limitMs: number): Promise<string>;
  close(): Promise<void>;
}

export interface LaneOptions {
  /** Its module exports `run`, from text to text. */
  readonly workerFile: URL;
  /** A thread that needs more is ended by V8 rather than taking the process with it. */
  readonly maxHeapMb: number;
  /** For a thread that is seldom needed: it ends after so long without work. Absent: it stays. */
  readonly idleMs?: number;
}

export function openLane(options: LaneOptions): Lane {
  const pool = new Piscina<string, string>({
    filename: options.workerFile.href,
    name: 'run',
    minThreads: options.idleMs === undefined ? 1 : 0,
    maxThreads: 1,
    idleTimeout: options.idleMs ?? 0,
    resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMb },
    recordTiming: false,
  });
  let running: AbortController | undefined;
  let closed = false;
  // Piscina reports here what went wrong outside a task: a thread that cannot start would leave its task waiting.
  pool.on('error', (cause) => running?.abort(cause));

  return {
    async run(task, limitMs) {
      // A destroyed piscina would start a new thread.
      if (closed) throw new WorkerDied('closed');
      const controller = new AbortController();
      running = controller;
      const timer = setTimeout(() => controller.abort(new Error(`no answer within ${limitMs} ms`)), limitMs);
      try {
        return await pool.run(task, { signal: controller.signal });
      } catch (error) {
        const cause: unknown = controller.signal.aborted ? controller.signal.reason : error;
        throw new WorkerDied(cause instanceof Error ? cause.message : String(cause), { cause });
      } finally {
        clearTimeout(timer);
        running = undefined;
      }
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}
