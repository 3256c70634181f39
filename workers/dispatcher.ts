/**
 * Brings receipts to worker threads and their outcomes back.
 *
 * The dispatcher looks when the event loop has handled what came in with a receipt (receipts of one moment become one
 * task) and whenever a task has come back; no timer is involved. A thread has up to two tasks: with one it would stand
 * still from the end of that until the main thread, which is busy, has looked at the answer and sent the next. A receipt
 * waits in the queue only while every thread has two.
 *
 *     waiting ──> task of up to 64 ──> outcome
 *        ^          │ the thread dies
 *        ├──────────┤ at the task before
 *        │          └──> suspect, alone ──> outcome
 *                          │ the thread dies again
 *                          └──> evaluation_failed, input logged
 *
 * A thread's seat takes tasks, or is given to one piece of work alone: a suspect, a version to be compiled, or its
 * recovery. After a death its new thread compiles the versions used last before it is given receipts.
 */
import type { Logger } from 'pino';
import type { ProgrammeSource } from './evaluator.ts';
import { type BatchBounds, type Job, JobQueue, type QueueBounds } from './job.ts';
import { type Lane, WorkerDied } from './lane.ts';
import { type Order, orderIn, orderText } from './order.ts';
import type { Sources } from './sources.ts';
import { type CarriedOut, programmeKey, type Reply, type Task } from './task.ts';

export interface DispatcherBounds extends QueueBounds, BatchBounds {
  /** A task that runs longer is ended with its thread. */
  readonly taskMs: number;
  /** For compiling, and for a new thread to start. */
  readonly loadMs: number;
}

export interface DispatcherOptions {
  readonly lanes: readonly Lane<Task, Reply>[];
  readonly sources: Sources;
  readonly bounds: DispatcherBounds;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly onBatch?: ((size: number) => void) | undefined;
}

/** Has a thread for itself; what it leads to is done afterwards, when the thread has its next work already. */
type Work = () => Promise<(() => void) | undefined>;

interface Seat {
  readonly lane: Lane<Task, Reply>;
  /** Work for this very thread, done before receipts. */
  readonly errands: Work[];
  /** Tasks that have been sent and not come back. */
  underWay: number;
  /** Given to one piece of work, or not started. */
  closed: boolean;
}

/** The one that the thread is at, and the one that it finds then. */
const tasksUnderWay = 2;
/** Smaller tasks are not worth a hand-over of their own. */
const worthSharing = 16;
/** Versions a new thread compiles before it works; it asks for others when it meets them. */
const versionsOnRecovery = 4;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #seats: readonly Seat[];
  readonly #waiting: JobQueue;
  readonly #suspects: Job[] = [];
  #dispatching = false;
  #unfinished = 0;
  #closed: (() => void) | undefined;
  #restarts = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#waiting = new JobQueue(options.bounds);
    this.#seats = options.lanes.map((lane) => ({ lane, errands: [], underWay: 0, closed: true }));
  }

  get queued(): number {
    return this.#waiting.length + this.#suspects.length;
  }

  get restarts(): number {
    return this.#restarts;
  }

  /** Resolves when every thread runs; rejects where one cannot be started. */
  async start(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.lane.run({}, this.#options.bounds.loadMs)));
    for (const seat of this.#seats) seat.closed = false;
  }

  ask(order: Order): Promise<CarriedOut> {
    const programme = programmeKey(order.input.programme);
    this.#options.sources.touch(programme);
    return new Promise((resolve) => {
      const admitted =
        this.#closed === undefined &&
        this.#waiting.push({
          text: orderText(order),
          programme,
          deaths: 0,
          resolve: (outcome) => this.#finish(outcome, resolve),
        });
      if (!admitted) {
        const detail =
          this.#closed === undefined ? `${this.#waiting.length} receipts wait to be evaluated` : 'shutting down';
        resolve({ ok: false, code: 'overloaded', detail });
        return;
      }
      this.#unfinished += 1;
      this.#dispatchSoon();
    });
  }

  /** Half of the threads compile at a time, so that receipts go on with the others. */
  async load(source: ProgrammeSource): Promise<void> {
    const text = this.#options.sources.add(source);
    const half = Math.ceil(this.#seats.length / 2);
    try {
      for (let first = 0; first < this.#seats.length; first += half) {
        await Promise.all(this.#seats.slice(first, first + half).map((seat) => this.#loadInto(seat, text)));
      }
    } catch (error) {
      this.#options.sources.remove(source);
      throw error;
    }
  }

  /** Takes nothing new, waits for what was taken, and ends the threads. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      if (this.#unfinished === 0) resolve();
    });
    await Promise.all(this.#seats.map((seat) => seat.lane.close()));
  }

  #finish(outcome: CarriedOut, resolve: (outcome: CarriedOut) => void): void {
    this.#unfinished -= 1;
    resolve(outcome);
    if (this.#unfinished === 0) this.#closed?.();
  }

  #dispatchSoon(): void {
    if (this.#dispatching || !this.#seats.some(isOpen)) return;
    this.#dispatching = true;
    setImmediate(() => {
      this.#dispatching = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const seat of this.#seats) {
      if (seat.closed || seat.underWay > 0) continue;
      const work = this.#aloneFor(seat);
      if (work !== undefined) void this.#occupy(seat, work);
    }
    while (this.#waiting.length > 0) {
      const seat = this.#leastBusy();
      if (seat === undefined) return;
      void this.#run(seat, this.#waiting.take(this.#share()));
    }
  }

  #aloneFor(seat: Seat): Work | undefined {
    const errand = seat.errands.shift();
    if (errand !== undefined) return errand;
    const suspect = this.#suspects.shift();
    return suspect && (() => this.#runSuspect(seat, suspect));
  }

  async #occupy(seat: Seat, work: Work): Promise<void> {
    seat.closed = true;
    const afterwards = await work();
    seat.closed = false;
    this.#dispatch();
    afterwards?.();
  }

  /** One that has work to do alone is let run empty. */
  #leastBusy(): Seat | undefined {
    let found: Seat | undefined;
    for (const seat of this.#seats) {
      if (!isOpen(seat) || seat.errands.length > 0 || this.#suspects.length > 0) continue;
      if (found === undefined || seat.underWay < found.underWay) found = seat;
    }
    return found;
  }

  #share(): BatchBounds {
    const { batchSize, batchBytes } = this.#options.bounds;
    let places = 0;
    for (const seat of this.#seats) if (isOpen(seat)) places += tasksUnderWay - seat.underWay;
    const share = Math.ceil(this.#waiting.length / places);
    return { batchSize: Math.min(batchSize, Math.max(share, worthSharing)), batchBytes };
  }

  async #run(seat: Seat, jobs: readonly Job[]): Promise<void> {
    seat.underWay += 1;
    let reply: Reply;
    try {
      reply = await this.#send(seat, jobs);
    } catch (cause) {
      seat.underWay -= 1;
      if (cause instanceof WorkerDied && !cause.first) {
        this.#waiting.putBack(jobs);
        return;
      }
      this.#blame(jobs, cause);
      void this.#occupy(seat, () => this.#recover(seat));
      this.#dispatch();
      return;
    }
    seat.underWay -= 1;
    this.#dispatch();
    this.#settle(jobs, reply);
  }

  async #runSuspect(seat: Seat, job: Job): Promise<(() => void) | undefined> {
    try {
      const reply = await this.#send(seat, [job]);
      return () => this.#settle([job], reply);
    } catch (cause) {
      this.#blame([job], cause);
      return this.#recover(seat);
    }
  }

  #send(seat: Seat, jobs: readonly Job[]): Promise<Reply> {
    this.#options.onBatch?.(jobs.length);
    const sources = [...new Set(jobs.flatMap((job) => job.source ?? []))];
    // A document that comes with the task is compiled within it, and compiling is given more time than evaluating.
    const limitMs = sources.length === 0 ? this.#options.bounds.taskMs : this.#options.bounds.loadMs;
    return seat.lane.run({ sources, orders: jobs.map((job) => job.text) }, limitMs);
  }

  #settle(jobs: readonly Job[], { outcomes }: Reply): void {
    const missing: Job[] = [];
    for (const [index, job] of jobs.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined || outcome === null) missing.push(job);
      else if (outcome.ok) job.resolve(outcome);
      else this.#fail(job, outcome.detail);
    }
    if (missing.length > 0) void this.#sendAgain(missing);
  }

  /** Any of these receipts may have ended the thread: each is tried again alone, and the one that does it twice fails. */
  #blame(jobs: readonly Job[], cause: unknown): void {
    this.#restarts += 1;
    this.#options.log.warn({ err: cause, receipts: jobs.length }, 'a worker thread died and is replaced');
    for (const job of jobs) {
      job.deaths += 1;
      if (job.deaths > 1) this.#fail(job, `it ended two worker threads, the second one alone: ${messageOf(cause)}`);
      else this.#suspects.push(job);
    }
  }

  async #recover(seat: Seat): Promise<undefined> {
    const sources = this.#options.sources.recent(versionsOnRecovery);
    // A programme that cannot be compiled must not keep the thread from working for the others: then it starts empty.
    const tasks: readonly Task[] = [{ load: true, sources }, {}];
    for (const task of tasks) {
      try {
        await seat.lane.run(task, this.#options.bounds.loadMs);
        return;
      } catch (cause) {
        this.#options.log.error({ err: cause }, 'a worker thread did not come up again');
      }
    }
  }

  async #sendAgain(jobs: readonly Job[]): Promise<void> {
    await Promise.all(
      [...new Set(jobs.map((job) => job.programme))].map(async (programme) => {
        const ofIt = jobs.filter((job) => job.programme === programme);
        try {
          const source = await this.#options.sources.find(programme);
          for (const job of ofIt) job.source = source;
          this.#waiting.putBack(ofIt);
        } catch (error) {
          for (const job of ofIt) this.#fail(job, messageOf(error));
        }
      }),
    );
    this.#dispatchSoon();
  }

  async #loadInto(seat: Seat, source: string): Promise<void> {
    const { failures } = await new Promise<Reply>((resolve, reject) => {
      const attempt = (deaths: number) => async () => {
        try {
          resolve(await seat.lane.run({ load: true, sources: [source] }, this.#options.bounds.loadMs));
        } catch (cause) {
          this.#restarts += 1;
          await this.#recover(seat);
          if (deaths > 0) reject(new Error('compiling the programme ended two worker threads', { cause }));
          else seat.errands.unshift(attempt(deaths + 1));
        }
        return undefined;
      };
      seat.errands.push(attempt(0));
      this.#dispatch();
    });
    if (failures.length > 0) throw new Error(failures.join('; '));
  }

  #fail(job: Job, detail: string): void {
    const { input } = orderIn(job.text);
    this.#options.log.error({ input, detail }, 'a receipt could not be evaluated');
    job.resolve({ ok: false, code: 'evaluation_failed', detail });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isOpen(seat: Seat): boolean {
  return !seat.closed && seat.underWay < tasksUnderWay;
}
