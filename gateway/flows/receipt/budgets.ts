/**
 * How much of the campaigns' budgets is used, as this gateway knows it: good enough to quote by, and checked again under
 * the lock before anything is committed. A budget is watched once an evaluation has drawn from it; what this gateway
 * commits it knows at once, what others do when it is read again, after a second.
 */
import { LRUCache } from 'lru-cache';
import type { Queryable } from '../../../ledger/database.ts';
import { readBudgets } from '../../../ledger/receipts/budgets.ts';

const freshMs = 1_000;
const watched = 10_000;
/** After that a budget is no longer thought of, a day's that is over for instance; drawn from again, it is watched again. */
const forgottenMs = 120_000;

export class BudgetWatch {
  readonly #database: Queryable;
  readonly #known = new LRUCache<string, { used: number; readAt: number }>({
    max: watched,
    ttl: forgottenMs,
    noUpdateTTL: true,
  });
  #reading: Promise<void> | undefined;
  /** What is known, for evaluations; undefined when it has changed. Whoever has it keeps it as it is. */
  #told: Readonly<Record<string, number>> | undefined;
  /** Of what is known, the earliest reading: before that is too old, nothing is. */
  #oldest = 0;
  readonly #now: () => number;

  /** @param now milliseconds that never go back; a test's own, to see what a second brings */
  constructor(database: Queryable, now = () => performance.now()) {
    this.#database = database;
    this.#now = now;
  }

  /** What is known now, for an evaluation; stale ones are read first. */
  known(): Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>> {
    if (this.#told !== undefined && this.#oldest >= this.#now() - freshMs) return this.#told;
    return this.#tell();
  }

  async #tell(): Promise<Readonly<Record<string, number>>> {
    const stale = this.#now() - freshMs;
    const keys: string[] = [];
    for (const [key, { readAt }] of this.#known.entries()) if (readAt < stale) keys.push(key);
    if (keys.length > 0) {
      this.#reading ??= this.#read(keys).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    const result: Record<string, number> = {};
    let oldest = Number.POSITIVE_INFINITY;
    for (const [key, { used, readAt }] of this.#known.entries()) {
      result[key] = used;
      oldest = Math.min(oldest, readAt);
    }
    this.#oldest = oldest;
    this.#told = result;
    return result;
  }

  /** Begins to watch budgets. True when one of them is not as the evaluation took it to be: evaluate once more. */
  watch(keys: readonly string[], assumed: Readonly<Record<string, number>>): boolean | Promise<boolean> {
    const unknown = keys.filter((key) => !this.#known.has(key));
    return unknown.length > 0 && this.#begin(unknown, assumed);
  }

  async #begin(unknown: readonly string[], assumed: Readonly<Record<string, number>>): Promise<boolean> {
    await this.#read(unknown);
    return unknown.some((key) => (this.#known.get(key)?.used ?? 0) !== (assumed[key] ?? 0));
  }

  /** What was just committed, by key. */
  learn(budgets: ReadonlyMap<string, number>): void {
    const readAt = this.#now();
    for (const [key, used] of budgets) this.#set(key, used, readAt);
  }

  #set(key: string, used: number, readAt: number): void {
    this.#known.set(key, { used, readAt });
    this.#told = undefined;
  }

  async #read(keys: readonly string[]): Promise<void> {
    const readAt = this.#now();
    const used = await readBudgets(this.#database, keys);
    for (const key of keys) {
      // What was learnt while it was read is newer.
      if ((this.#known.get(key)?.readAt ?? 0) <= readAt) this.#set(key, used.get(key) ?? 0, readAt);
    }
  }
}
