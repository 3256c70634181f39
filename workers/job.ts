/** One receipt on its way to a worker and back, and the bounded queue it waits in. */
import type { CarriedOut } from './task.ts';

export interface Job {
  /** An Order as text: what is sent, and whose input is logged should it break the evaluator. */
  readonly text: string;
  /** Key of its programme. */
  readonly programme: string;
  /** The programme's source as JSON, once a worker has said that it lacks it. */
  source?: string;
  /** Threads that died while they had this job. */
  deaths: number;
  resolve(outcome: CarriedOut): void;
}

export interface QueueBounds {
  readonly queueLength: number;
  /** UTF-16 units of the inputs' texts. */
  readonly queueBytes: number;
}

export interface BatchBounds {
  readonly batchSize: number;
  readonly batchBytes: number;
}

export class JobQueue {
  #jobs: Job[] = [];
  #bytes = 0;
  readonly #bounds: QueueBounds;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  get length(): number {
    return this.#jobs.length;
  }

  /** False: the queue is full, and the job is not in it. */
  push(job: Job): boolean {
    if (this.#jobs.length >= this.#bounds.queueLength) return false;
    if (this.#bytes + job.text.length > this.#bounds.queueBytes && this.#jobs.length > 0) return false;
    this.#jobs.push(job);
    this.#bytes += job.text.length;
    return true;
  }

  /** Puts jobs that were taken before in front again; they have been let in once and are not refused now. */
  putBack(jobs: readonly Job[]): void {
    this.#jobs.unshift(...jobs);
    for (const job of jobs) this.#bytes += job.text.length;
  }

  /** The oldest jobs, as many as the bounds let go together, at least one where there is one. */
  take({ batchSize, batchBytes }: BatchBounds): Job[] {
    let count = 0;
    let bytes = 0;
    for (const job of this.#jobs) {
      if (count === batchSize || (count > 0 && bytes + job.text.length > batchBytes)) break;
      bytes += job.text.length;
      count += 1;
    }
    this.#bytes -= bytes;
    return this.#jobs.splice(0, count);
  }
}
