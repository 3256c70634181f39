/** How a sale's redemption is paid: first with what its holds kept, then with free points, in the programme's order. */
import type { Effective, Evaluation } from '../../../rules/model/evaluation.ts';
import { type HoldRow, isOpen } from '../../holds/hold.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { LotShare } from '../../parties/spending-order.ts';
import type { PaidCost } from '../../receipts/effects.ts';
import type { SaleCommand } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Alert, Decision, Rows } from '../rows.ts';
import { payCosts } from './costs.ts';

export interface SaleHolds {
  readonly all: readonly HoldRow[];
  /** Neither resolved nor lapsed: their points pay. */
  readonly usable: readonly HoldRow[];
}

const noHolds: SaleHolds = { all: [], usable: [] };

/** The holds a sale names. A paid sale takes whatever is left of them. */
export function holdsFor(command: SaleCommand, rows: Rows, paid: boolean): SaleHolds | Decision {
  if (command.holds.length === 0) return noHolds;
  const all: HoldRow[] = [];
  for (const id of new Set(command.holds)) {
    const hold = rows.hold(id);
    const here = { errors: [{ path: `/holds/${command.holds.indexOf(id)}`, message: 'cannot be used here' }] };
    if (hold === undefined) return { outcome: refused('hold_not_found', `there is no hold ${id}`, here) };
    const { till, businessDay, number } = command.key;
    const fits = hold.till === till && hold.businessDay === businessDay && hold.number === number;
    if (!fits || (hold.party !== undefined && hold.party !== command.snapshot?.party)) {
      const where = `${hold.till} ${hold.businessDay} ${hold.number}`;
      return { outcome: refused('hold_mismatch', `hold ${id} is for receipt ${where} of its own member`, here) };
    }
    if (!paid && (hold.state === 'expired' || (hold.state === 'active' && hold.expiresAt <= rows.now))) {
      const at = new Date(hold.expiresAt).toISOString();
      return { outcome: refused('hold_expired', `hold ${id} expired at ${at}`, here) };
    }
    if (!paid && hold.state !== 'active') {
      return { outcome: refused('hold_resolved', `hold ${id} is ${hold.state}`, here) };
    }
    all.push(hold);
  }
  return { all, usable: all.filter((hold) => hold.state === 'active' && hold.expiresAt > rows.now) };
}

export interface Spent {
  readonly shares: readonly LotShare[];
  readonly overdrawn: number;
  readonly costs: readonly PaidCost[];
  /** By hold. */
  readonly posted: ReadonlyMap<string, number>;
  readonly alerts: readonly Alert[];
}

/** What most sales spend. */
export const spentNothing: Spent = { shares: [], overdrawn: 0, costs: [], posted: new Map(), alerts: [] };

/**
 * @param open with the sale's own holds let go
 * @returns what each hold has paid; the rest of it is let go
 */
export function redeem(
  command: SaleCommand,
  { redemption, costs: wanted = [] }: Effective,
  open: OpenParty,
  holds: SaleHolds,
  paid: boolean,
): Spent | Decision {
  if (redemption.requests.length + wanted.length + holds.usable.length === 0) return spentNothing;
  const refusal = paid || command.quoted !== undefined ? undefined : shortOf(command, redemption, open);
  if (refusal !== undefined) return refusal;
  const { purses } = command.origin.policy;
  const pins = holds.usable.map((hold) => ({ hold, left: hold.pins, posted: 0 }));
  const shares: LotShare[] = [];
  // Requests that name a purse come first, as they were granted: the others must not use it up.
  const asked = redemption.requests
    .map(({ purse, points }) => ({ purse, left: points }))
    .sort((a, b) => Number(b.purse !== undefined) - Number(a.purse !== undefined));
  for (const request of asked) {
    for (const pin of pins) {
      const fitting = pin.left.filter(({ purse }) => (request.purse ?? purse) === purse);
      const taken = open.spendPins(fitting, request.left);
      pin.left = without(pin.left, taken);
      const points = sumOf(taken);
      pin.posted += points;
      request.left -= points;
      shares.push(...taken);
    }
  }
  // Costs name their purse, too; what holds kept was promised to the redemption.
  const costs = payCosts(wanted, open, command.origin.policy);
  for (const request of asked) {
    const points = Math.min(request.left, open.available(request.purse));
    shares.push(...open.spend(points, request.purse, purses));
    request.left -= points;
  }
  let overdrawn = asked.reduce((sum, { left }) => sum + left, 0);
  const alerts: Alert[] = [];
  if (overdrawn > 0) {
    if (!paid) {
      return { outcome: tooMany('insufficient_points', `${overdrawn} points more are asked than can be spent`) };
    }
    // Nobody owes who has points left, in whatever purse.
    const others = Math.min(overdrawn, open.available());
    shares.push(...open.spend(others, undefined, purses));
    overdrawn -= others;
    open.overdraw(overdrawn);
    if (overdrawn > 0) alerts.push(alertOf(command, open.id, overdrawn));
  }
  for (const pin of pins) open.letGo(pin.left);
  for (const { rule, overdrawn: owed = 0, forgiven = 0 } of costs) {
    if (owed + forgiven > 0) alerts.push(shortAlert(command, open.id, { rule, owed, forgiven }));
  }
  const posted = new Map(pins.map((pin) => [pin.hold.id, pin.posted]));
  return { shares, overdrawn, costs, posted, alerts };
}

/**
 * Points that were asked for by number and not granted whole, where nobody agreed to less by a quote. A hold is made
 * before the receipt is priced: what the programme does not let it pay is let go, and not refused.
 */
function shortOf({ holds }: SaleCommand, redemption: Evaluation['redemption'], open: OpenParty): Decision | undefined {
  for (const { asked, points, purse } of redemption.requests) {
    if (asked === 'max' || points === asked) continue;
    const available = open.available(purse);
    const needed = redemption.requests
      .filter((request) => purse === undefined || request.purse === purse)
      .reduce((sum, request) => sum + (request.asked === 'max' ? 0 : request.asked), 0);
    if (available < needed) {
      return { outcome: tooMany('insufficient_points', `${needed} points are asked, ${available} can be spent`) };
    }
    if (holds.length > 0) continue;
    const detail = `${asked} points are asked, the programme allows ${points} on this receipt`;
    return { outcome: tooMany('redeem_not_allowed', detail) };
  }
  return undefined;
}

function tooMany(code: 'insufficient_points' | 'redeem_not_allowed', message: string): ReturnType<typeof refused> {
  return refused(code, message, { errors: [{ path: '/redeem', message }] });
}

/** The holds that a sale named, resolved: posted in so far as their points and their certificates' money have paid. */
export function resolveHolds(
  holds: SaleHolds,
  points: ReadonlyMap<string, number>,
  money: ReadonlyMap<string, number>,
  { now, receipt }: { readonly now: number; readonly receipt: string },
): HoldRow[] {
  if (holds.all.length === 0) return [];
  return holds.all.filter(isOpen).map((hold) => {
    const posted = points.get(hold.id) ?? 0;
    const certificatePosted = money.get(hold.id) ?? 0;
    const paid = posted + certificatePosted > 0;
    const state = !holds.usable.includes(hold) ? 'expired' : paid ? 'posted' : 'voided';
    return { ...hold, state, posted, certificatePosted, resolvedAt: now, ...(paid && { receipt }) };
  });
}

function alertOf(command: SaleCommand, party: number, points: number): Alert {
  const { till, number } = command.key;
  return {
    message: 'points were spent that the member no longer had: they are owed',
    context: { receipt: command.id, till, number, party, points },
  };
}

function shortAlert(
  command: SaleCommand,
  party: number,
  short: { rule: string; owed: number; forgiven: number },
): Alert {
  const { till, number } = command.key;
  return {
    message: 'a rule was charged for that the member could no longer pay',
    context: { receipt: command.id, till, number, party, ...short },
  };
}

function sumOf(shares: readonly LotShare[]): number {
  return shares.reduce((sum, { points }) => sum + points, 0);
}

/** What is left of pins once `spent` has been taken of them; the two may name a lot more than once. */
function without(pins: readonly LotShare[], spent: readonly LotShare[]): LotShare[] {
  const taken = new Map<number, number>();
  for (const { lot, points } of spent) taken.set(lot, (taken.get(lot) ?? 0) + points);
  return pins.flatMap((pin) => {
    const gone = Math.min(pin.points, taken.get(pin.lot) ?? 0);
    taken.set(pin.lot, (taken.get(pin.lot) ?? 0) - gone);
    return gone === pin.points ? [] : [{ ...pin, points: pin.points - gone }];
  });
}
