/**
 * The group committer. Commands queue; a lane that is free takes what has gathered, up to a batch, and commits it as
 * one transaction. While it waits for the disk the next batch gathers: the busier, the larger, with no timer anywhere.
 * The first lane does while it keeps up, since small batches cost more a receipt; another opens when more waits than a
 * batch takes, or when those at work have been at it for long: a slow disk, a row that somebody else has locked.
 *
 *     submit ──▶ queue ──▶ lane: batch ──▶ COMMIT ──▶ outcomes
 *                              │ deadlock, serialisation, connection ──▶ the batch again, on a new connection
 *                              └ a row locked for too long, anything else ──▶ its items one by one
 *
 * A batch whose COMMIT was cut off is run again: the keys that are there tell which receipts were committed.
 */
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { cutConnection, type Database, laneLockMs, type Queryable } from '../database.ts';
import { type Committed, commitBatch } from './batch.ts';
import type { Command } from './commands.ts';
import { exclusiveKey, keysOf } from './needs.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Ports } from './ports.ts';
import { isStuck, isTaken, isTransient } from './transient.ts';
import { decideWithin } from './within.ts';

export interface CommitterOptions {
  readonly lanes: number;
  /** How long the lanes at work may be at it before another one opens for less than a batch. */
  readonly patienceMs: number;
  readonly maxBatch: number;
  /** Commands that may wait; one more is refused overloaded. */
  readonly maxWaiting: number;
  readonly maxAttempts: number;
  /** How long a batch waits for rows that somebody else has locked, before its items go on one by one. */
  readonly lockMs?: number;
  /** How long an attempt may take before its connection is given up for dead. */
  readonly attemptMs?: number;
  readonly onBatch?: (size: number, milliseconds: number) => void;
}

interface Waiting {
  readonly command: Command;
  /** Of the receipt it is about: two of one do not go in one batch. */
  readonly key: string | undefined;
  readonly settle: (outcome: Outcome) => void;
}

/** More than Postgres lets a transaction be idle or wait for a lock: whoever is left after that hears nothing at all. */
const attemptMs = 45_000;

export class Committer {
  readonly #database: Database;
  readonly #ports: Ports;
  readonly #options: CommitterOptions;
  #queue: Waiting[] = [];
  readonly #busy = new Set<Promise<void>>();
  /** When the last lane set out. */
  #began = 0;
  #scheduled = false;
  #closing = false;

  /** @param database its own connections, with limits: a lane each */
  constructor(database: Database, ports: Ports, options: CommitterOptions) {
    this.#database = database;
    this.#ports = ports;
    this.#options = options;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Never rejects because of what a command holds or what became of the database: both are outcomes. */
  submit(command: Command): Promise<Outcome> {
    if (this.#closing) return Promise.resolve(refused('unavailable', 'the gateway is shutting down'));
    if (keysOf(command).some((key) => !isStorable(key.till + key.number))) {
      // Postgres would refuse it, or keep another text, by which the receipt would not be known again.
      return Promise.resolve(
        refused('invalid_request', 'the number of a receipt must be well-formed text without NUL'),
      );
    }
    if (this.#queue.length >= this.#options.maxWaiting) {
      return Promise.resolve(refused('overloaded', `${this.#queue.length} writes are waiting`));
    }
    return new Promise((settle) => {
      this.#queue.push({ command, key: exclusiveKey(command), settle });
      this.#schedule();
    });
  }

  /** Decides a command in the caller's own transaction; see within.ts. */
  within(client: Queryable, command: Command): Promise<Outcome> {
    return decideWithin(client, command, this.#ports);
  }

  /** Commits what is waiting, then stops. */
  async close(): Promise<void> {
    this.#closing = true;
    while (this.#queue.length > 0 || this.#busy.size > 0) {
      this.#fill();
      await Promise.race(this.#busy);
    }
  }

  /** Commands submitted in one turn of the event loop go together. */
  #schedule(): void {
    if (this.#scheduled || !this.#mayOpen()) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#fill();
    });
  }

  #fill(): void {
    while (this.#queue.length > 0 && this.#mayOpen()) {
      this.#began = performance.now();
      const lane = this.#run(this.#take()).finally(() => {
        this.#busy.delete(lane);
        this.#fill();
      });
      this.#busy.add(lane);
    }
  }

  #mayOpen(): boolean {
    const { lanes, maxBatch, patienceMs } = this.#options;
    if (this.#busy.size === 0) return true;
    if (this.#busy.size >= lanes) return false;
    return this.#queue.length >= maxBatch || performance.now() - this.#began >= patienceMs;
  }

  /** The next batch: in order, but a second command for one receipt waits for the first one's outcome. */
  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const keys = new Set<string>();
    const passedOver: Waiting[] = [];
    let looked = 0;
    while (looked < this.#queue.length && batch.length < this.#options.maxBatch) {
      const waiting = this.#queue[looked] as Waiting;
      looked += 1;
      if (waiting.key !== undefined && keys.has(waiting.key)) {
        passedOver.push(waiting);
        continue;
      }
      if (waiting.key !== undefined) keys.add(waiting.key);
      batch.push(waiting);
    }
    this.#queue = [...passedOver, ...this.#queue.slice(looked)];
    return batch;
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    const outcomes = await this.#commit(batch.map(({ command }) => command));
    for (const [index, { settle }] of batch.entries()) {
      settle(outcomes[index] ?? refused('internal_error', 'the request was not decided'));
    }
    this.#tell(() => this.#options.onBatch?.(batch.length, performance.now() - began));
  }

  async #commit(
    commands: readonly Command[],
    lockMs = this.#options.lockMs ?? laneLockMs,
    rounds = 2,
  ): Promise<readonly Outcome[]> {
    try {
      const { outcomes, alerts, ...changed } = await this.#attempt(commands, lockMs);
      this.#tell(() => {
        for (const { message, context } of alerts) this.#ports.alert(message, context);
        this.#ports.committed(changed);
      });
      return outcomes;
    } catch (error) {
      if (isTransient(error)) {
        this.#tell(() => this.#ports.alert('a batch could not be committed', { size: commands.length, error }));
        return commands.map(() => refused('unavailable', 'the database cannot be reached; retry with the same number'));
      }
      if (commands.length > 1) {
        // Whose row is locked cannot be told from here: the others go on without it, and do not wait for it again.
        const patience = isStuck(error) ? lockMs / 10 : lockMs;
        const outcomes: Outcome[] = [];
        for (const command of commands) outcomes.push(...(await this.#commit([command], patience)));
        return outcomes;
      }
      // Another gateway has just made the same row, the hold of one Idempotency-Key say: found, it is decided otherwise.
      if (isTaken(error) && rounds > 1) return this.#commit(commands, lockMs, rounds - 1);
      this.#tell(() => this.#ports.alert('a command could not be committed', { command: commands[0]?.kind, error }));
      if (isStuck(error)) {
        return [refused('unavailable', 'another request has kept it locked for too long; retry with the same number')];
      }
      return [refused('internal_error', 'the request could not be committed; it has had no effect')];
    }
  }

  #attempt(commands: readonly Command[], lockMs: number): Promise<Committed> {
    const policy = retry(handleWhen(isTransient), {
      maxAttempts: this.#options.maxAttempts,
      backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: 2_000 }),
    });
    return policy.execute(async () => {
      const client = await this.#database.connect();
      const giveUp = setTimeout(() => cutConnection(client), this.#options.attemptMs ?? attemptMs);
      let broken = true;
      try {
        const committed = await commitBatch(client, commands, this.#ports, lockMs);
        broken = false;
        return committed;
      } finally {
        clearTimeout(giveUp);
        // A connection on which something failed is not asked again.
        client.release(broken);
      }
    });
  }

  /** What those who are told make of it is no concern of a transaction that is over. */
  #tell(notice: () => void): void {
    try {
      notice();
    } catch (error) {
      this.#ports.alert('a notice of what was committed failed', { error });
    }
  }
}

/** Half a surrogate pair is no character: UTF-8 has none for it. */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}
