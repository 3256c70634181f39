/**
 * What goes back when some of a sale's units come back, exactly. Every amount is a cumulative function of the quantity
 * returned so far, and a return is worth the difference of two of its values: so any split, in any order, adds up to
 * precisely what was sold (I9).
 *
 * Example: 2 units were paid 19999 (9999 + 10000). Returning one gives 9999, the other 10000; both at once 19999.
 */
import type { LotShare } from '../parties/open-party.ts';
import type { Returned, SaleEffects } from './effects.ts';

/** The sale as its reply and input keep it. Quantities in thousandths, money in minor units. */
export interface SoldLine {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  readonly net: number;
  readonly redeemed: number;
  readonly units: readonly { readonly quantity: number; readonly net: number }[];
  /** What each rule took off: a limit's use goes back in the same share. */
  readonly adjustments: readonly { readonly rule: string; readonly amount: number }[];
}

export interface SoldReceipt {
  readonly lines: readonly SoldLine[];
  readonly effects: SaleEffects;
  /** Points paid like money: net was not lowered by them, so cash goes back only for the rest. */
  readonly redeemedAsTender: boolean;
}

interface LineShare {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  readonly refund: number;
  readonly pointsReturned: number;
  readonly pointsTaken: number;
}

export interface ReturnShare {
  readonly refund: number;
  readonly lines: readonly LineShare[];
  /** Redeemed points that go back, last spent first. */
  readonly restore: readonly LotShare[];
  /** Of the points overdrawn by the sale, what is no longer owed for it. */
  readonly restoreOverdrawn: number;
  /** Earned points to take back, by lot. */
  readonly takeBack: readonly { readonly lot: number; readonly points: number }[];
  /** Used limits that go back, by key. */
  readonly limits: Readonly<Record<string, number>>;
  readonly returned: Returned;
  /** Nothing of the sale is left. */
  readonly whole: boolean;
}

export type ReturnRefusal = { readonly path: string; readonly message: string };

/** floor(total × part ÷ whole) toward zero, exactly. */
function portion(total: number, part: number, whole: number): number {
  if (part === whole) return total;
  const product = total * part;
  if (Number.isSafeInteger(product)) return Math.trunc(product / whole);
  return Number((BigInt(total) * BigInt(part)) / BigInt(whole));
}

/** What the first `quantity` thousandths of a line were paid, unit by unit as the reply lists them. */
function paidFor(line: SoldLine, quantity: number): number {
  let left = quantity;
  let sum = 0;
  for (const unit of line.units) {
    if (left <= 0) break;
    const taken = Math.min(left, unit.quantity);
    sum += portion(unit.net, taken, unit.quantity);
    left -= taken;
  }
  return sum;
}

/** Redeemed points go back to the lots they came from, the last spent first. */
function sharesBetween(spent: readonly LotShare[], from: number, to: number): LotShare[] {
  const shares: LotShare[] = [];
  let passed = 0;
  for (const share of spent.toReversed()) {
    const points = Math.min(to, passed + share.points) - Math.max(from, passed);
    if (points > 0) shares.push({ ...share, points });
    passed += share.points;
  }
  return shares;
}

/** Shares of returning `lines` of a sale of which `before` has come back; or what cannot come back, by path. */
export function returnShare(
  sold: SoldReceipt,
  before: Returned,
  lines: readonly { readonly line: number; readonly quantity: number }[],
): ReturnShare | { readonly refused: readonly ReturnRefusal[] } {
  const soldLines = new Map(sold.lines.map((line) => [line.line, line]));
  const after: Record<string, number> = { ...before };
  const refused: ReturnRefusal[] = [];
  for (const [index, { line, quantity }] of lines.entries()) {
    const of = soldLines.get(line);
    const path = `/lines/${index}`;
    if (of === undefined) {
      refused.push({ path: `${path}/line`, message: `the receipt has no line ${line}` });
      continue;
    }
    const total = (after[line] ?? 0) + quantity;
    after[line] = total;
    if (total > of.quantity) {
      const left = of.quantity - (before[line] ?? 0);
      refused.push({
        path: `${path}/quantity`,
        message: `${left / 1000} of line ${line} can come back, not ${quantity / 1000}`,
      });
    }
  }
  if (refused.length > 0) return { refused };

  const earned = new Map<number, { lot: number; points: number }[]>();
  for (const { lot, lines: given } of sold.effects.lots) {
    for (const { line, points } of given) {
      const list = earned.get(line) ?? [];
      list.push({ lot, points });
      earned.set(line, list);
    }
  }
  const redeemed = new Map(sold.effects.redeemed.map(({ line, points }) => [line, points]));

  const taken = new Map<number, number>();
  const limitShares = new Map<string, number>();
  const shares: LineShare[] = [];
  let restoredBefore = 0;
  let restoredAfter = 0;
  for (const of of sold.lines) {
    const from = before[of.line] ?? 0;
    const to = after[of.line] ?? 0;
    const delta = (total: number): number => portion(total, to, of.quantity) - portion(total, from, of.quantity);
    const spent = redeemed.get(of.line) ?? 0;
    if (from > 0) restoredBefore += portion(spent, from, of.quantity);
    if (to > 0) restoredAfter += portion(spent, to, of.quantity);
    if (to === from) continue;
    let pointsTaken = 0;
    for (const { lot, points } of earned.get(of.line) ?? []) {
      const back = delta(points);
      pointsTaken += back;
      taken.set(lot, (taken.get(lot) ?? 0) + back);
    }
    for (const { rule, amount } of of.adjustments) {
      limitShares.set(rule, (limitShares.get(rule) ?? 0) + delta(amount));
    }
    const cash = paidFor(of, to) - paidFor(of, from) - (sold.redeemedAsTender ? delta(of.redeemed) : 0);
    shares.push({
      line: of.line,
      sku: of.sku,
      quantity: to - from,
      refund: cash,
      pointsReturned: delta(spent),
      pointsTaken,
    });
  }
  const whole = sold.lines.every((of) => (after[of.line] ?? 0) === of.quantity);
  const inLots = sold.effects.spent.reduce((sum, share) => sum + share.points, 0);
  return {
    refund: shares.reduce((sum, share) => sum + share.refund, 0),
    lines: shares,
    // The overdrawn part was spent last, so it is the first to go back.
    restoreOverdrawn:
      Math.min(restoredAfter, sold.effects.overdrawn) - Math.min(restoredBefore, sold.effects.overdrawn),
    restore: sharesBetween(
      sold.effects.spent,
      Math.max(0, restoredBefore - sold.effects.overdrawn),
      Math.min(inLots, Math.max(0, restoredAfter - sold.effects.overdrawn)),
    ),
    takeBack: [...taken].filter(([, points]) => points > 0).map(([lot, points]) => ({ lot, points })),
    limits: limitsBack(sold, limitShares, taken, whole),
    returned: after,
    whole,
  };
}

/** Amounts and points of limits go back in the share of what came back; times only when nothing is left of the sale. */
function limitsBack(
  sold: SoldReceipt,
  amounts: ReadonlyMap<string, number>,
  taken: ReadonlyMap<number, number>,
  whole: boolean,
): Record<string, number> {
  const back: Record<string, number> = {};
  for (const use of sold.effects.limitUses) {
    if (use.unit === 'times') {
      if (whole) back[use.key] = use.used;
    } else if (use.unit === 'amount') {
      back[use.key] = Math.min(use.used, amounts.get(use.rule) ?? 0);
    } else {
      let points = 0;
      for (const lot of sold.effects.lots) if (lot.rule === use.rule) points += taken.get(lot.lot) ?? 0;
      back[use.key] = Math.min(use.used, points);
    }
  }
  return back;
}
