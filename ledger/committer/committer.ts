/**
 * The group committer. Commands queue; a lane that is free takes what has gathered, up to a batch, and commits it as
 * one transaction. While it waits for the disk the next batch gathers: the busier, the larger, with no timer anywhere.
 * The first lane does while it keeps up, since small batches cost more a receipt; another opens when more waits than a
 * batch takes, when those at work have been at it for long (a slow disk, a row that somebody else has locked), or for
 * plain sales while the others are decided under locks.
 *
 *     submit ──▶ queue ──▶ lane: plain sales ──▶ one trip, optimistic ──▶ outcomes
 *                  ▲ │         └ anything else than done ──┐
 *                  └─┼── to be decided under locks ◀───────┘
 *                    └───▶ lane: the others ──▶ locks ──▶ COMMIT ──▶ outcomes
 *                              │ deadlock, serialisation, connection ──▶ the batch again, on a new connection
 *                              └ a row locked for too long, anything else ──▶ its items one by one
 *
 * A batch whose COMMIT was cut off is run again: the keys that are there tell which receipts were committed.
 */
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { LRUCache } from 'lru-cache';
import { LedgerClock } from '../clock.ts';
import { cutConnection, type Database, type DatabaseClient, laneLockMs, type Queryable } from '../database.ts';
import type { Command, SaleCommand } from './commands.ts';
import { type Committed, commitUnderLocks } from './locked-batch.ts';
import { exclusiveKey, keysOf } from './needs.ts';
import { commitOptimistically, isOvertaken, isPlainSale } from './optimistic-batch.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Changed, Ports } from './ports.ts';
import type { Alert } from './rows.ts';
import { isStuck, isTaken, isTransient } from './transient.ts';
import { decideWithin } from './within.ts';

/** Plain sales that are decided under locks after all; batches that are tried again, or one command after the other. */
export type CommitterEvent = 'under_locks' | 'retried' | 'one_by_one';

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
  readonly onEvent?: (event: CommitterEvent, count: number) => void;
}

interface Waiting {
  readonly command: Command;
  /** Of the receipt it is about: two of one do not go in one batch. */
  readonly key: string | undefined;
  /** Undefined: it is to be decided under locks. */
  plain: SaleCommand | undefined;
  readonly settle: (outcome: Outcome) => void;
}

/** A receipt on a party that has just changed comes within seconds. */
const partiesRemembered = 20_000;

/** More than Postgres lets a transaction be idle or wait for a lock: whoever is left after that hears nothing at all. */
const attemptMs = 45_000;

export class Committer {
  readonly #database: Database;
  readonly #ports: Ports;
  readonly #options: CommitterOptions;
  #queue: Waiting[] = [];
  readonly #busy = new Set<Promise<void>>();
  /** Lanes at work on what is decided under locks. */
  #underLocks = 0;
  /** When the last lane set out. */
  #began = 0;
  #scheduled = false;
  #closing = false;
  readonly #clock = new LedgerClock();
  /** Versions of parties that batches have written, or are about to: a receipt evaluated on an older one is not plain. */
  readonly #versions = new LRUCache<number, number>({ max: partiesRemembered });

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
      const plain = isPlainSale(command) ? command : undefined;
      this.#queue.push({ command, key: exclusiveKey(command), plain, settle });
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
      const batch = this.#take();
      const locks = batch[0]?.plain === undefined ? 1 : 0;
      this.#underLocks += locks;
      const lane = this.#run(batch).finally(() => {
        this.#underLocks -= locks;
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
    const [first] = this.#queue;
    // Locks may take long, an evaluation after the other for a member who is everywhere: plain sales do not wait for them.
    if (first !== undefined && this.#busy.size === this.#underLocks && this.#isPlain(first)) return true;
    return this.#queue.length >= maxBatch || performance.now() - this.#began >= patienceMs;
  }

  /**
   * The next batch: in order, of plain sales or of the others as the first one is, but a second command for one receipt
   * waits for the first one's outcome.
   */
  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const keys = new Set<string>();
    const passedOver: Waiting[] = [];
    const plain = this.#queue[0] !== undefined && this.#isPlain(this.#queue[0]);
    let looked = 0;
    while (looked < this.#queue.length && batch.length < this.#options.maxBatch) {
      const waiting = this.#queue[looked] as Waiting;
      looked += 1;
      if (this.#isPlain(waiting) !== plain || (waiting.key !== undefined && keys.has(waiting.key))) {
        passedOver.push(waiting);
        continue;
      }
      if (waiting.key !== undefined) keys.add(waiting.key);
      if (waiting.plain?.snapshot !== undefined) {
        this.#versions.set(waiting.plain.snapshot.party, waiting.plain.snapshot.version + 1);
      }
      batch.push(waiting);
    }
    this.#queue = [...passedOver, ...this.#queue.slice(looked)];
    return batch;
  }

  #isPlain(waiting: Waiting): boolean {
    const { plain } = waiting;
    if (this.#clock.now() === undefined) waiting.plain = undefined;
    if (plain?.snapshot === undefined) return waiting.plain !== undefined;
    const { party, version } = plain.snapshot;
    if ((this.#versions.get(party) ?? 0) > version) waiting.plain = undefined;
    return waiting.plain !== undefined;
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    const outcomes = await (batch[0]?.plain === undefined
      ? this.#commit(batch.map(({ command }) => command))
      : this.#commitPlain(batch.flatMap(({ plain }) => plain ?? [])));
    const again: Waiting[] = [];
    for (const [index, waiting] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) waiting.settle(outcome);
      else again.push({ ...waiting, plain: undefined });
    }
    if (again.length > 0) this.#queue = [...again, ...this.#queue];
    this.#tell(() => {
      if (again.length > 0) this.#options.onEvent?.('under_locks', again.length);
      if (again.length < batch.length) this.#options.onBatch?.(batch.length - again.length, performance.now() - began);
    });
  }

  /** Whatever keeps it from being committed, its commands are decided again under locks: undefined. */
  async #commitPlain(commands: readonly SaleCommand[]): Promise<readonly (Outcome | undefined)[]> {
    const lockMs = this.#options.lockMs ?? laneLockMs;
    try {
      const { outcomes, ...committed } = await this.#on((client) =>
        commitOptimistically(client, commands, this.#ports, this.#clock, lockMs),
      );
      this.#committed(committed);
      return outcomes;
    } catch (error) {
      if (!isOvertaken(error) && !isStuck(error) && !isTransient(error)) {
        this.#tell(() => this.#ports.alert('sales could not be committed without locks', { error }));
      }
      return commands.map(() => undefined);
    }
  }

  async #commit(
    commands: readonly Command[],
    lockMs = this.#options.lockMs ?? laneLockMs,
    rounds = 2,
  ): Promise<readonly Outcome[]> {
    try {
      const { outcomes, ...committed } = await this.#attempt(commands, lockMs);
      this.#committed(committed);
      return outcomes;
    } catch (error) {
      if (isTransient(error)) {
        this.#tell(() => this.#ports.alert('a batch could not be committed', { size: commands.length, error }));
        return commands.map(() => refused('unavailable', 'the database cannot be reached; retry with the same number'));
      }
      if (commands.length > 1) {
        this.#tell(() => this.#options.onEvent?.('one_by_one', 1));
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
    policy.onRetry(() => this.#tell(() => this.#options.onEvent?.('retried', 1)));
    return policy.execute(() =>
      this.#on((client) => commitUnderLocks(client, commands, this.#ports, this.#clock, lockMs)),
    );
  }

  /** Does the work on a lane's connection. */
  async #on<T>(work: (client: DatabaseClient) => Promise<T>): Promise<T> {
    const client = await this.#database.connect();
    const giveUp = setTimeout(() => cutConnection(client), this.#options.attemptMs ?? attemptMs);
    let broken = true;
    try {
      const done = await work(client);
      broken = false;
      return done;
    } catch (error) {
      // What only says that the batch knew too little has left the connection as it was.
      broken = !isOvertaken(error);
      throw error;
    } finally {
      clearTimeout(giveUp);
      // A connection on which something failed is not asked again.
      client.release(broken);
    }
  }

  #committed({ alerts, ...changed }: Changed & { readonly alerts: readonly Alert[] }): void {
    for (const { party, version } of changed.snapshots) this.#versions.set(party, version);
    this.#tell(() => {
      for (const { message, context } of alerts) this.#ports.alert(message, context);
      this.#ports.committed(changed);
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
