/**
 * A party opened for writing: its row is locked, and everything done to its points is done here. Each movement changes
 * lots and purses and leaves a transfer, so the three cannot drift apart (I3, I4). Nothing is written to the database;
 * the committer takes `transfers` and `state` when the whole item is decided, or throws the fork away.
 *
 * Life of a lot:
 *
 *     accrue ──(activeAt in the future)──▶ pending ──settle──▶ active ──settle──▶ smaller (melting), or expired
 *        └───────────────(at once)───────────────────────────▶   │
 *                                                                ├─ spend ─▶ smaller, then gone
 *                                                                └─ pin ──▶ held: waits for post or release
 *
 * A party that owes has no free points: whatever becomes free repays its debt first. Stamps are lots of a purse of their
 * own: they are no points, repay nothing, and are spent only by the name of their purse.
 * Times are business time, epoch ms. Points are integers; a caller that asks for less than nothing has a bug.
 */
import type { PartyFacts } from '../../rules/model/member-state.ts';
import type { PursePolicy } from '../../rules/model/points-policy.ts';
import { dueBy, longer, nextDue } from './due.ts';
import { Lots } from './lots.ts';
import { advanced, melted, meltingFrom } from './melting.ts';
import type { Gift, Lot, PartyState } from './party.ts';
import { balanceOf, Purses } from './purses.ts';
import { firstOf, freeOf, inSpendingOrder, type LotShare, shareOf } from './spending-order.ts';
import type { Account, Transfer, TransferReason } from './transfer.ts';

const never = Number.POSITIVE_INFINITY;

export class OpenParty {
  readonly id: number;
  /** As read under the lock, or as the items of the batch before this one left it. */
  readonly version: number;
  facts: PartyFacts;
  #seq: number;
  readonly #lots: Lots;
  readonly #purses: Purses;
  #debt: number;
  readonly #transfers: Transfer[] = [];

  constructor(row: { id: number; version: number; seq: number; state: PartyState }) {
    this.id = row.id;
    this.version = row.version;
    this.#seq = row.seq;
    this.#lots = new Lots(row.state.lots);
    this.#purses = new Purses(row.id, row.state.purses);
    this.#debt = row.state.debt;
    this.facts = row.state.facts;
  }

  /** A copy to decide on: refused, it is dropped and nothing has happened. */
  fork(version = this.version): OpenParty {
    return new OpenParty({ id: this.id, version, seq: this.#seq, state: this.state() });
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
    return { purses: this.#purses.state(), debt: this.#debt, lots: this.#lots.all(), facts: this.facts };
  }

  /** When time alone will next change something here; undefined: never. */
  dueAt(): number | undefined {
    return nextDue(this.#lots.all());
  }

  /** Points that can be spent now; of one purse, or of all but those of stamps. */
  available(purse?: string): number {
    return this.#purses.available(purse);
  }

  /** Activates, melts and expires what is due by `at`, in the order of time. What is pinned neither melts nor expires. */
  settle(at: number): void {
    for (const { lot: id, what } of dueBy(this.#lots.all(), at)) {
      const lot = this.#lots.get(id);
      if (lot?.activeAt !== undefined) this.#activate(lot);
      else if (lot !== undefined && what === 'melt') this.#melt(lot, at);
      else if (lot !== undefined) this.#take(lot, freeOf(lot), 'house:expired', 'expire');
    }
  }

  /** As often as it was to by `at`, or before it expires. */
  #melt(lot: Lot, at: number): void {
    if (lot.melt === undefined) return;
    const melt = advanced(lot.melt, Math.min(at, (lot.expiresAt ?? never) - 1));
    const after = { ...lot, melt };
    this.#lots.put(after);
    const free = freeOf(lot);
    this.#take(after, free - melted(free, melt, melt.times - lot.melt.times), 'house:expired', 'melt');
  }

  #activate(lot: Lot): void {
    const { activeAt: _, ...active } = lot;
    this.#lots.put(active);
    this.#purses.post(lot.purse, lot.remaining, 0, -lot.remaining);
    this.#move(`pending:${lot.purse}`, `purse:${lot.purse}`, lot.remaining, 'activate', lot);
    this.#repay(lot.id);
  }

  /** Gives points, or stamps, by a rule, or by a person with a note. Returns the lot's number. An owing party repays from points once they are active. Throws PurseFull. */
  accrue(gift: Gift, at: number): number {
    const { purse, points, rule, note, activeAt, expiresAt, melt } = gift;
    const pending = activeAt !== undefined && activeAt > at;
    const melting = melt === undefined ? undefined : meltingFrom(melt, activeAt ?? at);
    const terms = { purse, activeAt: pending ? activeAt : undefined, expiresAt, melt: melting };
    this.#purses.issue(purse, pending ? 0 : points, pending ? points : 0);
    if (gift.stamps === true) this.#purses.stamp(purse);
    const lot = this.#lots.twinOf(terms) ?? this.#lots.begin(this.#seq + 1, terms);
    this.#lots.put({ ...lot, remaining: lot.remaining + points });
    const account: Account = pending ? `pending:${purse}` : `purse:${purse}`;
    if (note === undefined) this.#move('house:issued', account, points, 'accrue', lot, rule);
    else this.#move('house:adjusted', account, points, 'adjust', lot, undefined, note);
    this.#repay(lot.id);
    return lot.id;
  }

  /** Pays with points. The caller has made sure that they are there (`available`). */
  spend(points: number, purse: string | undefined, purses: readonly PursePolicy[]): LotShare[] {
    const shares = this.#choose(points, purse, purses);
    this.#redeem(shares, 'redeem');
    return shares;
  }

  /** Pays what a rule costs. The caller has made sure that it is there. */
  pay(points: number, purse: string, purses: readonly PursePolicy[]): LotShare[] {
    const shares = this.#choose(points, purse, purses);
    this.#redeem(shares, 'cost');
    return shares;
  }

  /** A person takes points away. The caller has made sure that they are there. */
  writeOff(points: number, purse: string | undefined, purses: readonly PursePolicy[], note: string): LotShare[] {
    const shares = this.#choose(points, purse, purses);
    this.#redeem(shares, 'adjust', note);
    return shares;
  }

  /** Takes away what a person gave, as far as its lot has it. Returns how much that is. */
  takeOff(id: number, points: number, note: string): number {
    const lot = this.#lots.get(id);
    const taken = lot === undefined ? 0 : Math.min(points, freeOf(lot));
    if (lot !== undefined) this.#take(lot, taken, 'house:adjusted', 'adjust', note);
    return taken;
  }

  /** Keeps points aside for a hold. The caller has made sure that they are there. */
  pin(points: number, purse: string | undefined, purses: readonly PursePolicy[]): LotShare[] {
    const shares = this.#choose(points, purse, purses);
    for (const share of shares) this.#hold(share, share.points);
    return shares;
  }

  /** Lets go of what a hold kept, to be spent at once; then `letGo` and `repayDebt` see to what was not. */
  unpin(pins: readonly LotShare[]): void {
    for (const pin of pins) this.#hold(pin, -pin.points);
  }

  /** What was unpinned and not spent melts as often as the rest of its lot has since it was pinned. */
  letGo(pins: readonly LotShare[]): void {
    for (const { lot: id, points, melt } of pins) {
      const lot = this.#lots.get(id);
      if (lot?.melt === undefined || melt === undefined) continue;
      const lost = points - melted(points, melt, lot.melt.times - melt.times);
      this.#take(lot, Math.min(lost, freeOf(lot)), 'house:expired', 'melt');
    }
  }

  /** Pays with what a hold kept: at most `points` of it, as long as they are there; the caller unpins first. */
  spendPins(pins: readonly LotShare[], points: number): LotShare[] {
    const shares = firstOf(pins, points);
    this.#redeem(shares, 'redeem');
    return shares;
  }

  /** Points that paid for something the customer already has, and are no longer there: they are owed. */
  overdraw(points: number, reason: 'overdraw' | 'cost' = 'overdraw'): void {
    if (points === 0) return;
    this.#owe(points);
    this.#move('debt', 'house:redeemed', points, reason);
  }

  /** What a hold kept and has let go while the party came to owe: it repays, the earliest expiry first. */
  repayDebt(): void {
    for (const { lot } of this.#choose(Math.min(this.#debt, this.available()), undefined, [])) this.#repay(lot);
  }

  /**
   * Gives redeemed points back to the lots they came from; expired ones live `graceMs` longer. What was spent has not
   * melted meanwhile, and does so with its lot again. With a `note` it is what a person had taken.
   */
  restore(shares: readonly LotShare[], at: number, graceMs: number, note?: string): void {
    for (const { lot: id, purse, points, expiresAt, melt, stamps } of shares) {
      if (stamps === true) this.#purses.stamp(purse);
      const known = this.#lots.get(id) ?? {
        id,
        purse,
        remaining: 0,
        held: 0,
        ...(expiresAt !== undefined && { expiresAt }),
        ...(melt !== undefined && { melt: advanced(melt, at) }),
      };
      this.#giveBack({ ...known, ...longer(known.expiresAt, at, graceMs) }, points, note);
    }
  }

  /**
   * Undoes an overdraft: what is still owed for it is owed no longer, and what later accruals have repaid comes back as
   * points of `lot`, which live for the grace period.
   */
  undoOverdraft(points: number, purse: string, expiresAt: number): void {
    const owed = Math.min(points, this.#debt);
    if (owed > 0) {
      this.#owe(-owed);
      this.#move('house:redeemed', 'debt', owed, 'restore');
    }
    if (points > owed) this.#giveBack({ id: this.#seq + 1, purse, remaining: 0, held: 0, expiresAt }, points - owed);
  }

  /**
   * Takes earned points back: from their own lots, pending or active, else from others in spending order; of stamps,
   * from others of their purse. Returns how many could not be had; `owe` makes a debt of them.
   */
  takeBack(own: readonly { lot: number; points: number }[], purses: readonly PursePolicy[], purse?: string): number {
    let short = 0;
    for (const { lot: id, points } of own) {
      const lot = this.#lots.get(id);
      const taken = lot === undefined ? 0 : Math.min(points, freeOf(lot));
      if (lot !== undefined) this.#take(lot, taken, 'house:returned', 'take-back');
      short += points - taken;
    }
    const others = Math.min(short, this.available(purse));
    for (const { lot, points } of this.#choose(others, purse, purses)) {
      this.#take(this.#lot(lot), points, 'house:returned', 'take-back');
    }
    return short - others;
  }

  owe(points: number): void {
    if (points === 0) return;
    this.#owe(points);
    this.#move('debt', 'house:returned', points, 'shortfall');
  }

  #choose(points: number, purse: string | undefined, purses: readonly PursePolicy[]): LotShare[] {
    if (points === 0) return [];
    const shares: LotShare[] = [];
    let left = points;
    for (const lot of inSpendingOrder(this.#lots.all(), purse, purses, (code) => !this.#purses.hasStamps(code))) {
      if (left === 0) break;
      const taken = Math.min(left, freeOf(lot));
      shares.push({ ...shareOf(lot, taken), ...(this.#purses.hasStamps(lot.purse) && { stamps: true }) });
      left -= taken;
    }
    if (left !== 0) throw new Error(`party ${this.id}: ${points} points asked, ${points - left} there`);
    return shares;
  }

  #repay(id: number): void {
    if (this.#debt === 0) return;
    const lot = this.#lots.get(id);
    if (lot === undefined || lot.activeAt !== undefined || this.#purses.hasStamps(lot.purse)) return;
    const points = Math.min(this.#debt, freeOf(lot));
    this.#owe(-points);
    this.#take(lot, points, 'debt', 'repay');
  }

  #take(lot: Lot, points: number, to: Account, reason: TransferReason, note?: string): void {
    if (points === 0) return;
    const from: Account = lot.activeAt === undefined ? `purse:${lot.purse}` : `pending:${lot.purse}`;
    this.#reduce(lot, points);
    this.#move(from, to, points, reason, lot, undefined, note);
  }

  #giveBack(lot: Lot, points: number, note?: string): void {
    this.#lots.put({ ...lot, remaining: lot.remaining + points });
    this.#purses.post(lot.purse, points, 0, 0);
    if (note === undefined) this.#move('house:redeemed', `purse:${lot.purse}`, points, 'restore', lot);
    else this.#move('house:adjusted', `purse:${lot.purse}`, points, 'adjust', lot, undefined, note);
    this.#repay(lot.id);
  }

  /** One transfer a purse, however many lots it came from. */
  #redeem(shares: readonly LotShare[], reason: 'redeem' | 'cost' | 'adjust', note?: string): void {
    const sums = new Map<string, number>();
    for (const { lot, purse, points } of shares) {
      this.#reduce(this.#lot(lot), points);
      sums.set(purse, (sums.get(purse) ?? 0) + points);
    }
    const to = reason === 'adjust' ? 'house:adjusted' : 'house:redeemed';
    for (const [purse, points] of sums) this.#move(`purse:${purse}`, to, points, reason, undefined, undefined, note);
  }

  #reduce(lot: Lot, points: number): void {
    const free = freeOf(lot);
    if (points < 0 || points > free) {
      throw new Error(`party ${this.id}: ${points} points asked of lot ${lot.id}, ${free} free`);
    }
    const active = lot.activeAt === undefined ? points : 0;
    this.#purses.post(lot.purse, -active, 0, active - points);
    if (lot.remaining === points) this.#lots.remove(lot.id);
    else this.#lots.put({ ...lot, remaining: lot.remaining - points });
  }

  #hold(pin: LotShare, points: number): void {
    const lot = this.#lot(pin.lot);
    const held = lot.held + points;
    if (held < 0 || held > lot.remaining) {
      throw new Error(`party ${this.id}: lot ${lot.id} would hold ${held} of ${lot.remaining}`);
    }
    this.#lots.put({ ...lot, held });
    this.#purses.post(lot.purse, 0, points, 0);
  }

  #owe(points: number): void {
    this.#debt = balanceOf(this.id, this.#debt, points);
  }

  #move(
    debit: Account,
    credit: Account,
    amount: number,
    reason: TransferReason,
    lot?: Lot,
    rule?: string,
    note?: string,
  ): void {
    if (!Number.isSafeInteger(amount) || amount <= 0) throw new Error(`party ${this.id}: a transfer of ${amount}`);
    this.#seq += 1;
    const entry: { -readonly [K in keyof Transfer]: Transfer[K] } = { seq: this.#seq, debit, credit, amount, reason };
    if (lot !== undefined) entry.lot = lot.id;
    if (rule !== undefined) entry.rule = rule;
    if (note !== undefined) entry.note = note;
    this.#transfers.push(entry);
  }

  #lot(id: number): Lot {
    const lot = this.#lots.get(id);
    if (lot === undefined) throw new Error(`party ${this.id} has no lot ${id}`);
    return lot;
  }
}
