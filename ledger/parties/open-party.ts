/**
 * A party opened for writing: its row is locked, and everything done to its points is done here. Each movement changes
 * lots and purses and leaves a transfer, so the three cannot drift apart (I3, I4). Nothing is written to the database;
 * the committer takes `transfers` and `state` when the whole item is decided, or throws the fork away.
 *
 * Life of a lot:
 *
 *     accrue ──(activeAt in the future)──▶ pending ──settle──▶ active ──settle──▶ expired
 *        └───────────────(at once)───────────────────────────▶   │
 *                                                                ├─ spend ─▶ smaller, then gone
 *                                                                └─ pin ──▶ held: waits for post or void
 *
 * Times are business time, epoch ms. Points are integers; a caller that asks for less than nothing has a bug.
 */
import type { PartyFacts } from '../../rules/model/member-state.ts';
import type { PursePolicy } from '../../rules/model/points-policy.ts';
import type { Lot, PartyState, Purse } from './party.ts';
import type { Account, Transfer, TransferReason } from './transfer.ts';

/** Points out of one lot: what a redemption spent or a hold keeps. */
export interface LotShare {
  readonly lot: number;
  readonly purse: string;
  readonly points: number;
  /** As the lot had it, so that points given back know how long they were to live. */
  readonly expiresAt?: number;
}

type OpenLot = { -readonly [K in keyof Lot]: Lot[K] };

const never = Number.POSITIVE_INFINITY;

export class OpenParty {
  readonly id: number;
  /** As read under the lock; the row is written with version + 1, once, whatever happens in between. */
  readonly version: number;
  #seq: number;
  #lots: OpenLot[];
  #purses: Map<string, { posted: number; held: number; pending: number }>;
  #debt: number;
  facts: PartyFacts;
  readonly #transfers: Transfer[];

  constructor(row: { id: number; version: number; seq: number; state: PartyState }) {
    this.id = row.id;
    this.version = row.version;
    this.#seq = row.seq;
    this.#lots = row.state.lots.map((lot) => ({ ...lot }));
    this.#purses = new Map(Object.entries(row.state.purses).map(([code, purse]) => [code, { ...purse }]));
    this.#debt = row.state.debt;
    this.facts = row.state.facts;
    this.#transfers = [];
  }

  /** A copy to decide on: refused, it is dropped and nothing has happened. */
  fork(): OpenParty {
    return new OpenParty({ id: this.id, version: this.version, seq: this.#seq, state: this.state() });
  }

  get seq(): number {
    return this.#seq;
  }

  get debt(): number {
    return this.#debt;
  }

  get transfers(): readonly Transfer[] {
    return this.#transfers;
  }

  state(): PartyState {
    const purses: Record<string, Purse> = {};
    for (const [code, purse] of this.#purses) {
      if (purse.posted !== 0 || purse.held !== 0 || purse.pending !== 0) purses[code] = { ...purse };
    }
    return { purses, debt: this.#debt, lots: this.#lots.map((lot) => ({ ...lot })), facts: this.facts };
  }

  /** When time alone will next change something here; undefined: never. */
  dueAt(): number | undefined {
    let due = never;
    for (const lot of this.#lots) {
      if (lot.activeAt !== undefined) due = Math.min(due, lot.activeAt);
      else if (lot.expiresAt !== undefined && lot.remaining > lot.held) due = Math.min(due, lot.expiresAt);
    }
    return due === never ? undefined : due;
  }

  /** Points that can be spent now, of one purse or of all. */
  available(purse?: string): number {
    let sum = 0;
    for (const [code, { posted, held }] of this.#purses)
      if (purse === undefined || purse === code) sum += posted - held;
    return sum;
  }

  /** Activates and expires what is due by `at`, in the order of time. What is pinned neither expires nor activates late. */
  settle(at: number): void {
    for (;;) {
      const lot = this.#nextDue(at);
      if (lot === undefined) return;
      if (lot.activeAt !== undefined) {
        delete lot.activeAt;
        const purse = this.#purse(lot.purse);
        purse.pending -= lot.remaining;
        purse.posted += lot.remaining;
        this.#move(`pending:${lot.purse}`, `purse:${lot.purse}`, lot.remaining, 'activate', lot.id);
        this.#repay(lot);
      } else {
        this.#take(lot, lot.remaining - lot.held, 'house:expired', 'expire');
      }
    }
  }

  #nextDue(at: number): OpenLot | undefined {
    let next: OpenLot | undefined;
    let nextAt = never;
    for (const lot of this.#lots) {
      const due = lot.activeAt ?? (lot.expiresAt !== undefined && lot.remaining > lot.held ? lot.expiresAt : never);
      if (due <= at && due < nextAt) {
        next = lot;
        nextAt = due;
      }
    }
    return next;
  }

  /** Gives points by a rule. Returns the lot's number. An owing party repays from them as soon as they are active. */
  accrue(
    gift: { purse: string; points: number; rule: string; activeAt?: number; expiresAt?: number },
    at: number,
  ): number {
    const pending = gift.activeAt !== undefined && gift.activeAt > at;
    const id = this.#seq + 1;
    const lot: OpenLot = { id, purse: gift.purse, remaining: gift.points, held: 0 };
    if (pending) lot.activeAt = gift.activeAt as number;
    if (gift.expiresAt !== undefined) lot.expiresAt = gift.expiresAt;
    this.#lots.push(lot);
    const purse = this.#purse(gift.purse);
    if (pending) purse.pending += gift.points;
    else purse.posted += gift.points;
    const account: Account = pending ? `pending:${gift.purse}` : `purse:${gift.purse}`;
    this.#move('house:issued', account, gift.points, 'accrue', id, gift.rule);
    if (!pending) this.#repay(lot);
    return id;
  }

  /** Pays with points. The caller has made sure that they are there (`available`). */
  spend(points: number, purse: string | undefined, purses: readonly PursePolicy[]): LotShare[] {
    const shares = this.#choose(points, purse, purses);
    for (const share of shares) this.#reduce(this.#lot(share.lot), share.points);
    this.#moveByPurse(shares, 'redeem', 'house:redeemed');
    return shares;
  }

  /** Keeps points aside for a hold. The caller has made sure that they are there. */
  pin(points: number, purse: string | undefined, purses: readonly PursePolicy[]): LotShare[] {
    const shares = this.#choose(points, purse, purses);
    for (const share of shares) this.#hold(share, share.points);
    return shares;
  }

  /** Lets go of what a hold kept. */
  unpin(pins: readonly LotShare[]): void {
    for (const pin of pins) this.#hold(pin, -pin.points);
  }

  /** Pays with what a hold kept: at most `points` of it; the caller unpins first. */
  spendPins(pins: readonly LotShare[], points: number): LotShare[] {
    const shares: LotShare[] = [];
    let left = points;
    for (const pin of pins) {
      const taken = Math.min(left, pin.points);
      if (taken === 0) continue;
      this.#reduce(this.#lot(pin.lot), taken);
      shares.push({ ...pin, points: taken });
      left -= taken;
    }
    this.#moveByPurse(shares, 'redeem', 'house:redeemed');
    return shares;
  }

  /** Points that paid for something the customer already has, and are no longer there: they are owed. */
  overdraw(points: number): void {
    if (points === 0) return;
    this.#debt += points;
    this.#move('debt', 'house:redeemed', points, 'overdraw');
  }

  /** Gives redeemed points back to the lots they came from; expired ones live `graceMs` longer. */
  restore(shares: readonly LotShare[], at: number, graceMs: number): void {
    for (const share of shares) {
      let lot = this.#lots.find((candidate) => candidate.id === share.lot);
      if (lot === undefined) {
        lot = { id: share.lot, purse: share.purse, remaining: 0, held: 0 };
        if (share.expiresAt !== undefined) lot.expiresAt = share.expiresAt;
        this.#lots.push(lot);
      }
      if (lot.expiresAt !== undefined && lot.expiresAt <= at) lot.expiresAt = at + graceMs;
      lot.remaining += share.points;
      this.#purse(share.purse).posted += share.points;
      this.#move('house:redeemed', `purse:${share.purse}`, share.points, 'restore', share.lot);
      this.#repay(lot);
    }
  }

  /** Undoes an overdraft: what was owed for a redemption that never was. Returns what was no longer owed. */
  forgiveOverdraft(points: number): number {
    const forgiven = Math.min(points, this.#debt);
    if (forgiven > 0) {
      this.#debt -= forgiven;
      this.#move('house:redeemed', 'debt', forgiven, 'restore');
    }
    return points - forgiven;
  }

  /**
   * Takes earned points back: from their own lots, pending or active, else from others in spending order. Returns how
   * many could not be had; `owe` makes a debt of them.
   */
  takeBack(own: readonly { lot: number; points: number }[], purses: readonly PursePolicy[]): number {
    let short = 0;
    for (const { lot: id, points } of own) {
      const lot = this.#lots.find((candidate) => candidate.id === id);
      const taken = lot === undefined ? 0 : Math.min(points, lot.remaining - lot.held);
      if (lot !== undefined && taken > 0) this.#take(lot, taken, 'house:returned', 'take-back');
      short += points - taken;
    }
    const others = Math.min(short, this.available());
    for (const share of this.#choose(others, undefined, purses)) {
      this.#take(this.#lot(share.lot), share.points, 'house:returned', 'take-back');
    }
    return short - others;
  }

  owe(points: number): void {
    if (points === 0) return;
    this.#debt += points;
    this.#move('debt', 'house:returned', points, 'shortfall');
  }

  /** Free points of active lots: purses that spend first, then the earliest expiry, then the oldest. */
  #choose(points: number, purse: string | undefined, purses: readonly PursePolicy[]): LotShare[] {
    if (points === 0) return [];
    const first = new Set(purses.filter((policy) => policy.spendFirst).map((policy) => policy.code));
    const lots = this.#lots
      .filter((lot) => lot.activeAt === undefined && lot.remaining > lot.held && (purse ?? lot.purse) === lot.purse)
      .sort(
        (a, b) =>
          Number(first.has(b.purse)) - Number(first.has(a.purse)) ||
          compare(a.expiresAt ?? never, b.expiresAt ?? never) ||
          a.id - b.id,
      );
    const shares: LotShare[] = [];
    let left = points;
    for (const lot of lots) {
      if (left === 0) break;
      const taken = Math.min(left, lot.remaining - lot.held);
      shares.push({
        lot: lot.id,
        purse: lot.purse,
        points: taken,
        ...(lot.expiresAt !== undefined && { expiresAt: lot.expiresAt }),
      });
      left -= taken;
    }
    if (left > 0) throw new Error(`party ${this.id}: ${points} points asked, ${points - left} there`);
    return shares;
  }

  #repay(lot: OpenLot): void {
    const points = Math.min(this.#debt, lot.remaining - lot.held);
    if (points === 0) return;
    this.#debt -= points;
    this.#take(lot, points, 'debt', 'repay');
  }

  #take(lot: OpenLot, points: number, to: Account, reason: TransferReason): void {
    const from: Account = lot.activeAt === undefined ? `purse:${lot.purse}` : `pending:${lot.purse}`;
    this.#reduce(lot, points);
    this.#move(from, to, points, reason, lot.id);
  }

  #reduce(lot: OpenLot, points: number): void {
    if (points < 0 || points > lot.remaining - lot.held) {
      throw new Error(`party ${this.id}: ${points} points asked of lot ${lot.id}, ${lot.remaining - lot.held} free`);
    }
    lot.remaining -= points;
    const purse = this.#purse(lot.purse);
    if (lot.activeAt === undefined) purse.posted -= points;
    else purse.pending -= points;
    if (lot.remaining === 0) this.#lots = this.#lots.filter((other) => other !== lot);
  }

  #hold(pin: LotShare, points: number): void {
    const lot = this.#lot(pin.lot);
    lot.held += points;
    this.#purse(lot.purse).held += points;
    if (lot.held < 0 || lot.held > lot.remaining) {
      throw new Error(`party ${this.id}: lot ${lot.id} would hold ${lot.held} of ${lot.remaining}`);
    }
  }

  #moveByPurse(shares: readonly LotShare[], reason: TransferReason, to: Account): void {
    const sums = new Map<string, number>();
    for (const { purse, points } of shares) sums.set(purse, (sums.get(purse) ?? 0) + points);
    for (const [purse, points] of sums) this.#move(`purse:${purse}`, to, points, reason);
  }

  #move(debit: Account, credit: Account, amount: number, reason: TransferReason, lot?: number, rule?: string): void {
    if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error(`party ${this.id}: a transfer of ${amount}`);
    this.#seq += 1;
    this.#transfers.push({
      seq: this.#seq,
      debit,
      credit,
      amount,
      reason,
      ...(lot !== undefined && { lot }),
      ...(rule !== undefined && { rule }),
    });
  }

  #lot(id: number): OpenLot {
    const lot = this.#lots.find((candidate) => candidate.id === id);
    if (lot === undefined) throw new Error(`party ${this.id} has no lot ${id}`);
    return lot;
  }

  #purse(code: string): { posted: number; held: number; pending: number } {
    let purse = this.#purses.get(code);
    if (purse === undefined) {
      purse = { posted: 0, held: 0, pending: 0 };
      this.#purses.set(code, purse);
    }
    return purse;
  }
}

/** Infinity − Infinity is no number, so expiries are compared, not subtracted. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
