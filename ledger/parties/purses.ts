/** A party's purses: sums of its lots, moved along with them, so that one can be held against the other (I4). */
import type { PartyState, Purse } from './party.ts';

const empty: Purse = { posted: 0, held: 0, pending: 0 };

/** The most that is issued into a purse, active and pending: the sum of a hundred of them is still exact. */
export const fullestPurse = 90_000_000_000_000;

/** More was to be issued than a purse has room for. */
export class PurseFull extends Error {
  constructor(purse: string, units: number, room: number) {
    super(`${units} are to be given into purse ${purse}, ${room} fit in: it holds ${fullestPurse} at most`);
  }
}

export class Purses {
  readonly #party: number;
  readonly #purses: Map<string, Purse>;

  constructor(party: number, purses: PartyState['purses']) {
    this.#party = party;
    this.#purses = new Map();
    for (const code in purses) this.#purses.set(code, purses[code] as Purse);
  }

  /** Those with anything in them. */
  state(): PartyState['purses'] {
    const state: Record<string, Purse> = {};
    for (const [code, purse] of this.#purses) {
      if (purse.posted !== 0 || purse.held !== 0 || purse.pending !== 0) state[code] = purse;
    }
    return state;
  }

  /** What can be spent now, of one purse or of all that have points. */
  available(code?: string): number {
    let sum = 0;
    for (const [one, { posted, held, stamps }] of this.#purses) {
      if (code === undefined ? stamps !== true : code === one) sum += posted - held;
    }
    return sum;
  }

  hasStamps(code: string): boolean {
    return this.#purses.get(code)?.stamps === true;
  }

  /** From here on its units are stamps. */
  stamp(code: string): void {
    this.#purses.set(code, { ...(this.#purses.get(code) ?? empty), stamps: true });
  }

  /** Adds what is made to what is posted or pending. Throws PurseFull. */
  issue(code: string, posted: number, pending: number): void {
    const before = this.#purses.get(code) ?? empty;
    const room = Math.max(0, fullestPurse - before.posted - before.pending);
    if (posted + pending > room) throw new PurseFull(code, posted + pending, room);
    this.post(code, posted, 0, pending);
  }

  /** Adds to what is posted, held and pending; less than nothing takes away. */
  post(code: string, posted: number, held: number, pending: number): void {
    const before = this.#purses.get(code) ?? empty;
    const after = {
      posted: balanceOf(this.#party, before.posted, posted),
      held: balanceOf(this.#party, before.held, held),
      pending: balanceOf(this.#party, before.pending, pending),
    };
    this.#purses.set(code, before.stamps === true ? { ...after, stamps: true } : after);
  }
}

/** Throws where a balance would be below zero, or beyond what a number keeps exactly. */
export function balanceOf(party: number, before: number, change: number): number {
  const after = before + change;
  if (!Number.isSafeInteger(after) || after < 0) throw new Error(`party ${party}: a balance of ${after} points`);
  return after;
}
