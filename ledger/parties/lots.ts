/**
 * A party's lots, in the order they came. A lot is replaced, never written to, and so is the list of all: it is shared with
 * whatever was made of it, a fork or a state. Only who changes a lot makes a map of them, for there may be thousands.
 */
import { type LotMelt, meltAlike } from './melting.ts';
import type { Lot } from './party.ts';

/** Fewer are found sooner by looking through them. */
const few = 8;

/** What a lot is given on. */
interface Terms {
  readonly purse: string;
  readonly activeAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly melt: LotMelt | undefined;
}

export class Lots {
  /** Undefined: `#byId` has been changed since it was made. */
  #all: readonly Lot[] | undefined;
  #byId: Map<number, Lot> | undefined;
  /** Those begun since. */
  readonly #begun: number[] = [];

  constructor(lots: readonly Lot[]) {
    this.#all = lots;
  }

  all(): readonly Lot[] {
    this.#all ??= [...this.#mapped().values()];
    return this.#all;
  }

  get(id: number): Lot | undefined {
    if (this.#byId !== undefined || this.#all === undefined || this.#all.length > few) return this.#mapped().get(id);
    for (const lot of this.#all) if (lot.id === id) return lot;
    return undefined;
  }

  /** A lot of nothing yet, to be put in with what it has. */
  begin(id: number, { purse, activeAt, expiresAt, melt }: Terms): Lot {
    const lot: { -readonly [K in keyof Lot]: Lot[K] } = { id, remaining: 0, held: 0, purse };
    if (activeAt !== undefined) lot.activeAt = activeAt;
    if (expiresAt !== undefined) lot.expiresAt = expiresAt;
    if (melt !== undefined) lot.melt = melt;
    this.#begun.push(id);
    return lot;
  }

  /** The lot that was begun on the same terms: what five rules give for one receipt need not be five lots. */
  twinOf({ purse, activeAt, expiresAt, melt }: Terms): Lot | undefined {
    for (const id of this.#begun) {
      const lot = this.get(id);
      const same = lot?.purse === purse && lot.activeAt === activeAt && lot.expiresAt === expiresAt;
      if (same && meltAlike(lot.melt, melt)) return lot;
    }
    return undefined;
  }

  put(lot: Lot): void {
    this.#mapped().set(lot.id, lot);
    this.#all = undefined;
  }

  remove(id: number): void {
    this.#mapped().delete(id);
    this.#all = undefined;
  }

  #mapped(): Map<number, Lot> {
    if (this.#byId !== undefined) return this.#byId;
    const byId = new Map<number, Lot>();
    for (const lot of this.#all ?? []) byId.set(lot.id, lot);
    this.#byId = byId;
    return byId;
  }
}
