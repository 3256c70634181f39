/**
 * The campaigns' budgets that a batch draws from. Every lane of every gateway wants the same few rows, so as long as they
 * last they are not locked while a batch is decided: they are read, and drawn from in its last statement before COMMIT,
 * which fails where others have meanwhile taken so much that a cap would be passed. One that may run out is locked first,
 * and the receipt that crosses it gets the remainder.
 *
 *     read ──lasts for all of the batch──▶ decide ──▶ draw, guarded by the cap ──▶ COMMIT
 *      │                                                 └─passed: all is undone, and done again, locked
 *      └──may run out, or `locked` from the start──▶ lock ──▶ decide ──▶ draw ──▶ COMMIT
 *
 * Those that only an evaluation under the lock, or a return, brings up are locked then, late; should that ever deadlock,
 * Postgres ends one of the two batches, which is run again.
 */
import { bigints, texts } from '../arrays.ts';
import type { Queryable, Statement } from '../database.ts';
import { readBudgets } from '../receipts/budgets.ts';
import { sqlFile } from '../sql.ts';

const make = sqlFile('ledger/committer/sql/make-budgets.sql');
const lock = sqlFile('ledger/committer/sql/lock-budgets.sql');
const draw = sqlFile('ledger/committer/sql/draw-budgets.sql');

/** What somebody wants to draw from a budget. */
export interface Draw {
  readonly key: string;
  readonly used: number;
  readonly cap: number;
}

export class BatchBudgets {
  readonly #client: Queryable;
  /** As the next item finds them. */
  readonly #used = new Map<string, number>();
  readonly #locked = new Set<string>();
  /** The least that a receipt of the batch knows of. */
  readonly #caps = new Map<string, number>();
  readonly #drawn = new Map<string, number>();

  constructor(client: Queryable) {
    this.#client = client;
  }

  /** In the batch's first trip: reads what its evaluations draw from, or locks it. */
  async open(draws: readonly Draw[], locked: boolean): Promise<void> {
    this.#note(draws);
    const keys = [...this.#caps.keys()];
    if (keys.length === 0) return;
    if (locked) return this.#lock(keys);
    const used = await readBudgets(this.#client, keys);
    for (const key of keys) this.#used.set(key, used.get(key) ?? 0);
  }

  /** After it: locks those that may run out on this batch. */
  async lockThoseRunningOut(draws: readonly Draw[]): Promise<void> {
    const wanted = new Map(this.#used);
    for (const { key, used } of draws) wanted.set(key, (wanted.get(key) ?? 0) + used);
    const short = [...wanted].filter(([key, sum]) => !this.#locked.has(key) && !(sum < (this.#caps.get(key) ?? 0)));
    if (short.length > 0) await this.#lock(short.map(([key]) => key));
  }

  /** How much of each is used; those not known yet are locked. */
  async of(draws: readonly Omit<Draw, 'used'>[]): Promise<ReadonlyMap<string, number>> {
    this.#note(draws);
    const unknown = [...new Set(draws.map(({ key }) => key))].filter((key) => !this.#used.has(key));
    if (unknown.length > 0) await this.#lock(unknown);
    return new Map(draws.map(({ key }) => [key, this.#used.get(key) ?? 0]));
  }

  /** Takes over what an accepted item draws or, negative, gives back. */
  async take(changes: ReadonlyMap<string, number>): Promise<void> {
    await this.of([...changes.keys()].map((key) => ({ key, cap: Number.POSITIVE_INFINITY })));
    for (const [key, added] of changes) {
      this.#used.set(key, (this.#used.get(key) ?? 0) + added);
      this.#drawn.set(key, (this.#drawn.get(key) ?? 0) + added);
    }
  }

  /** What writes it; the last statement before COMMIT, for from here to there the rows are locked in any case. */
  writes(): Statement[] {
    if (this.#drawn.size === 0) return [];
    const keys = [...this.#drawn.keys()];
    const guards = keys.map((key) => (this.#locked.has(key) ? null : this.#caps.get(key)));
    return [{ ...draw, values: [texts(keys), bigints([...this.#drawn.values()]), bigints(guards)] }];
  }

  /** Those drawn from, as they are now; where others drew beside this batch, as this batch knows them. */
  changed(): ReadonlyMap<string, number> {
    return new Map([...this.#drawn.keys()].map((key) => [key, this.#used.get(key) ?? 0]));
  }

  #note(draws: readonly Omit<Draw, 'used'>[]): void {
    for (const { key, cap } of draws) {
      if (cap < (this.#caps.get(key) ?? Number.POSITIVE_INFINITY)) this.#caps.set(key, cap);
    }
  }

  /**
   * Those that have no row yet get one first, before any is locked: a batch that must wait for another's new row then holds
   * no budget that the other may want.
   */
  async #lock(keys: readonly string[]): Promise<void> {
    const values = [texts(keys)];
    const [, { rows }] = await Promise.all([
      this.#client.query({ ...make, values }),
      this.#client.query<{ key: string; used: number }>({ ...lock, values }),
    ]);
    for (const { key, used } of rows) {
      this.#used.set(key, used);
      this.#locked.add(key);
    }
  }
}

/** A budget that was not locked has been drawn from by others, past what this batch wants of it. */
export function isOverdrawn(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('table' in error)) return false;
  return error.code === '23502' && error.table === 'budgets';
}
