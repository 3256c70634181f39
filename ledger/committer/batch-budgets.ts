/**
 * The campaigns' budgets that a batch draws from. Every lane of every gateway wants the same few rows, so as long as they
 * last they are not locked while a batch is decided: they are read, and drawn from in its last statement before COMMIT,
 * which fails where others have meanwhile taken so much that a cap would be passed. One that may run out is locked first,
 * and the receipt that crosses it gets the remainder.
 *
 *     read, or assumed (optimistic-batch.ts)
 *      ├──lasts for all of the batch──▶ decide ──▶ draw, guarded by the cap ──▶ COMMIT
 *      │                                                 └─passed: all is undone, and done again, locked
 *      └──may run out, or `locked` from the start──▶ lock ──▶ decide ──▶ draw ──▶ COMMIT
 *
 * Rows are locked in the order of their keys, by the one statement that locks or by the one that draws. So where one is
 * locked all that are known are: between those locked and those drawn from there would be no order. Only what an evaluation
 * under the lock brings up is locked late; should that ever deadlock, Postgres ends one of the two batches, which is run again.
 */
import type { LimitUse } from '../../rules/model/evaluation.ts';
import { bigints, texts } from '../arrays.ts';
import type { Queryable, Statement } from '../database.ts';
import { readBudgets } from '../receipts/budgets.ts';
import { sqlFile } from '../sql.ts';

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
    await (locked ? this.#lock(keys) : this.#read(keys));
  }

  /** Without asking: budgets are at least as much used as an evaluation took them to be. */
  assume(uses: readonly LimitUse[], used: Readonly<Record<string, number>>): void {
    for (const use of uses) {
      if (use.scope !== 'rule') continue;
      this.#noteOne(use.key, use.cap);
      this.#used.set(use.key, Math.max(this.#used.get(use.key) ?? 0, used[use.key] ?? 0));
    }
  }

  /** As far as is known, they last for what somebody draws, and are not used up by it. */
  lastFor(uses: readonly LimitUse[]): boolean {
    return uses.every(({ scope, key, used, cap }) => scope !== 'rule' || (this.#used.get(key) ?? 0) + used < cap);
  }

  /** Those that something may be given back to, which asks for no lock: nothing is decided on them. */
  async expect(keys: readonly string[]): Promise<void> {
    const unknown = keys.filter((key) => !this.#used.has(key));
    if (unknown.length > 0) await this.#read(unknown);
  }

  /** After them: where one may run out on this batch, all that are known so far are locked. */
  async lockIfShort(draws: readonly Draw[]): Promise<void> {
    const wanted = new Map(this.#used);
    for (const { key, used } of draws) wanted.set(key, (wanted.get(key) ?? 0) + used);
    const short = [...this.#caps].some(([key, cap]) => !this.#locked.has(key) && !((wanted.get(key) ?? 0) < cap));
    if (short) await this.#lock([...this.#used.keys()].filter((key) => !this.#locked.has(key)));
  }

  /** How much of one is used, where that is known already. */
  known({ key, cap }: Omit<Draw, 'used'>): number | undefined {
    const used = this.#used.get(key);
    if (used !== undefined) this.#noteOne(key, cap);
    return used;
  }

  /** How much of each is used; those not known yet are locked. */
  async of(draws: readonly Omit<Draw, 'used'>[]): Promise<ReadonlyMap<string, number>> {
    this.#note(draws);
    const unknown = [...new Set(draws.map(({ key }) => key))].filter((key) => !this.#used.has(key));
    if (unknown.length > 0) await this.#lock(unknown);
    return new Map(draws.map(({ key }) => [key, this.#used.get(key) ?? 0]));
  }

  /** Takes over what an accepted item draws or, negative, gives back. To be waited for where it is a promise. */
  take(changes: ReadonlyMap<string, number>): Promise<void> | undefined {
    for (const key of changes.keys()) if (!this.#used.has(key)) return this.#lockAndTake(changes);
    this.#take(changes);
    return undefined;
  }

  async #lockAndTake(changes: ReadonlyMap<string, number>): Promise<void> {
    await this.of([...changes.keys()].map((key) => ({ key, cap: Number.POSITIVE_INFINITY })));
    this.#take(changes);
  }

  #take(changes: ReadonlyMap<string, number>): void {
    for (const [key, added] of changes) {
      this.#used.set(key, (this.#used.get(key) ?? 0) + added);
      this.#drawn.set(key, (this.#drawn.get(key) ?? 0) + added);
    }
  }

  /** What writes it; the last statement of a transaction, for from here to its end the rows are locked in any case. */
  drawing(): Statement[] {
    if (this.#drawn.size === 0) return [];
    const keys = [...this.#drawn.keys()];
    const guards = keys.map((key) => (this.#locked.has(key) ? null : this.#caps.get(key)));
    return [{ ...draw, values: [texts(keys), bigints([...this.#drawn.values()]), bigints(guards)] }];
  }

  /** Its answer: how much of each is used. */
  drawn(rows: readonly { readonly key: string; readonly used: number }[]): void {
    for (const { key, used } of rows) this.#used.set(key, used);
  }

  /** Those drawn from, as they are once that is written. */
  changed(): ReadonlyMap<string, number> {
    return new Map([...this.#drawn.keys()].map((key) => [key, this.#used.get(key) ?? 0]));
  }

  #note(draws: readonly Omit<Draw, 'used'>[]): void {
    for (const { key, cap } of draws) this.#noteOne(key, cap);
  }

  #noteOne(key: string, cap: number): void {
    if (cap < (this.#caps.get(key) ?? Number.POSITIVE_INFINITY)) this.#caps.set(key, cap);
  }

  async #read(keys: readonly string[]): Promise<void> {
    const used = await readBudgets(this.#client, keys);
    for (const key of keys) this.#used.set(key, used.get(key) ?? 0);
  }

  /** Before anything is taken of them. */
  async #lock(keys: readonly string[]): Promise<void> {
    const { rows } = await this.#client.query<{ key: string; used: number }>({ ...lock, values: [texts(keys)] });
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
