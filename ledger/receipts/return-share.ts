/**
 * What goes back when some of a sale's units come back, exactly. Every amount is a cumulative function of the quantity
 * returned so far, and a return is worth the difference of two of its values: so any split, in any order, adds up to
 * precisely what was sold (I9).
 *
 * Example: 2 units were paid 19999 (9999 + 10000). Returning one gives 9999, the other 10000; both at once 19999.
 */
import type { LimitUse } from '../../rules/model/evaluation.ts';
import type { LotShare } from '../parties/spending-order.ts';
import { certificateShares } from './certificate-share.ts';
import { countDifferences, countsBack, type LineBack } from './counts-back.ts';
import type { CertificateShare, GivenStamps, PaidCost, Returned, SaleEffects } from './effects.ts';
import { portion } from './portion.ts';
import { costsBack, stampsBack } from './rewards-back.ts';

/** The sale as its reply and input keep it. Quantities in thousandths, money in minor units. */
export interface SoldLine {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  /** Thousandths that counters of quantity count. */
  readonly counted: number;
  readonly gross: number;
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
  /** Stamps to take back, by lot. */
  readonly stamps: readonly { readonly lot: number; readonly purse: string; readonly points: number }[];
  /** What rules were paid with, of which all lines are back now. */
  readonly costs: readonly PaidCost[];
  /** Used limits that go back, by key. */
  readonly limits: Readonly<Record<string, number>>;
  /** What counters lose, by key. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of the refund, what goes back to the certificates that paid. */
  readonly certificates: readonly CertificateShare[];
  readonly returned: Returned;
  /** Nothing of the sale is left. */
  readonly whole: boolean;
}

export type ReturnRefusal = { readonly path: string; readonly message: string };

/** All that has come back of a sale once `returned` has. */
interface Back {
  readonly lines: ReadonlyMap<number, { readonly refund: number; readonly spent: number; readonly earned: number }>;
  /** Redeemed points. */
  readonly spent: number;
  /** Earned points, by lot. */
  readonly lots: ReadonlyMap<number, number>;
  /** Of each gift of stamps. */
  readonly stamps: ReadonlyMap<GivenStamps, number>;
  readonly costs: ReadonlySet<PaidCost>;
  readonly limits: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
  readonly whole: boolean;
}

/** Shares of returning `lines` of a sale of which `before` has come back; or what cannot come back, by path. */
export function returnShare(
  sold: SoldReceipt,
  before: Returned,
  lines: readonly { readonly line: number; readonly quantity: number }[],
): ReturnShare | { readonly refused: readonly ReturnRefusal[] } {
  const after = added(sold, before, lines);
  if ('refused' in after) return after;
  const earned = earnedByLine(sold);
  const [from, to] = [backOf(sold, earned, before), backOf(sold, earned, after.returned)];

  const shares: LineShare[] = [];
  for (const { line, sku } of sold.lines) {
    const quantity = (after.returned[line] ?? 0) - (before[line] ?? 0);
    const [first, last] = [from.lines.get(line), to.lines.get(line)];
    if (quantity === 0 || last === undefined) continue;
    shares.push({
      line,
      sku,
      quantity,
      refund: last.refund - (first?.refund ?? 0),
      pointsReturned: last.spent - (first?.spent ?? 0),
      pointsTaken: last.earned - (first?.earned ?? 0),
    });
  }
  const { spent, overdrawn } = sold.effects;
  return {
    refund: shares.reduce((sum, share) => sum + share.refund, 0),
    lines: shares,
    // The overdrawn part was spent last, so it is the first to go back.
    restoreOverdrawn: Math.min(to.spent, overdrawn) - Math.min(from.spent, overdrawn),
    restore: sharesBetween(spent, Math.max(0, from.spent - overdrawn), Math.max(0, to.spent - overdrawn)),
    takeBack: differences(from.lots, to.lots).map(([lot, points]) => ({ lot, points })),
    stamps: differences(from.stamps, to.stamps).map(([{ lot, purse }, points]) => ({ lot, purse, points })),
    costs: [...to.costs].filter((cost) => !from.costs.has(cost)),
    limits: Object.fromEntries(differences(from.limits, to.limits)),
    counts: countDifferences(from.counts, to.counts),
    certificates: certificatesBack(sold, earned, from, to),
    returned: after.returned,
    whole: to.whole,
  };
}

function certificatesBack(sold: SoldReceipt, earned: EarnedByLine, from: Back, to: Back): readonly CertificateShare[] {
  const { certificates = [] } = sold.effects;
  if (certificates.length === 0) return [];
  const refunded = ({ lines }: Back): number =>
    [...lines.values()].reduce((sum, line) => sum + Math.max(0, line.refund), 0);
  const everything = Object.fromEntries(sold.lines.map((line) => [line.line, line.quantity]));
  return certificateShares(certificates, {
    from: refunded(from),
    to: refunded(to),
    total: refunded(backOf(sold, earned, everything)),
    whole: to.whole,
  });
}

/** What will have come back; refused where more would than was sold. */
function added(
  sold: SoldReceipt,
  before: Returned,
  lines: readonly { readonly line: number; readonly quantity: number }[],
): { readonly returned: Returned } | { readonly refused: readonly ReturnRefusal[] } {
  const soldLines = new Map(sold.lines.map((line) => [line.line, line]));
  const returned: Record<string, number> = { ...before };
  const refused: ReturnRefusal[] = [];
  for (const [index, { line, quantity }] of lines.entries()) {
    const of = soldLines.get(line);
    const path = `/lines/${index}`;
    if (of === undefined) {
      refused.push({ path: `${path}/line`, message: `the receipt has no line ${line}` });
      continue;
    }
    if (!Number.isSafeInteger(quantity) || quantity < 0) throw new Error(`a return of ${quantity} thousandths`);
    const left = of.quantity - (returned[line] ?? 0);
    if (quantity > left) {
      const message = `${left / 1000} of line ${line} can come back, not ${quantity / 1000}`;
      refused.push({ path: `${path}/quantity`, message });
    } else if (quantity > 0) {
      returned[line] = (returned[line] ?? 0) + quantity;
    }
  }
  return refused.length > 0 ? { refused } : { returned };
}

type EarnedByLine = ReadonlyMap<
  number,
  readonly { readonly lot: number; readonly rule: string; readonly points: number }[]
>;

function earnedByLine(sold: SoldReceipt): EarnedByLine {
  const earned = new Map<number, { lot: number; rule: string; points: number }[]>();
  for (const { lot, rule, lines } of sold.effects.lots) {
    for (const { line, points } of lines) {
      const list = earned.get(line);
      if (list === undefined) earned.set(line, [{ lot, rule, points }]);
      else list.push({ lot, rule, points });
    }
  }
  return earned;
}

function backOf(sold: SoldReceipt, earned: EarnedByLine, returned: Returned): Back {
  const spentOn = new Map(sold.effects.redeemed.map(({ line, points }) => [line, points]));
  const lines = new Map<number, { refund: number; spent: number; earned: number }>();
  const lots = new Map<number, number>();
  const points = new Map<string, number>();
  const discounts = new Map<string, number>();
  const counted: LineBack[] = [];
  let spent = 0;
  let paid = 0;
  let whole = true;
  for (const line of sold.lines) {
    const quantity = returned[line.line] ?? 0;
    if (quantity < line.quantity) whole = false;
    if (quantity === 0) {
      counted.push({ ...line, returned: 0, net: 0, points: 0 });
      continue;
    }
    const share = (total: number): number => portion(total, quantity, line.quantity);
    const cash = paidFor(line, quantity);
    // Points that paid like money paid every unit in the proportion they paid the line.
    const byMoney = sold.redeemedAsTender && line.net > 0;
    const ofRedemption = (total: number): number => (byMoney ? portion(total, cash, line.net) : share(total));
    const redeemed = ofRedemption(spentOn.get(line.line) ?? 0);
    let taken = 0;
    for (const { lot, rule, points: given } of earned.get(line.line) ?? []) {
      add(lots, lot, share(given));
      add(points, rule, share(given));
      taken += share(given);
    }
    for (const { rule, amount } of line.adjustments) add(discounts, rule, share(amount));
    const refund = sold.redeemedAsTender ? cash - ofRedemption(line.redeemed) : cash;
    lines.set(line.line, { refund, spent: redeemed, earned: taken });
    counted.push({ ...line, returned: quantity, net: cash, points: taken });
    spent += redeemed;
    paid += Math.max(0, cash);
  }
  const stamps = stampsBack(sold, returned);
  for (const [{ rule }, count] of stamps) add(points, rule, count);
  const costs = costsBack(sold, returned, whole);
  const limits = limitsBack(sold, { discounts, points, paid, whole });
  return { lines, spent, lots, stamps, costs, limits, counts: countsBack(sold.effects.counts ?? {}, counted), whole };
}

/** What the first `quantity` thousandths of a line were paid, unit by unit as the reply lists them. */
function paidFor(line: SoldLine, quantity: number): number {
  if (quantity === line.quantity) return line.net;
  let left = quantity;
  let sum = 0;
  for (const unit of line.units) {
    const taken = Math.min(left, unit.quantity);
    if (taken === 0) break;
    sum += portion(unit.net, taken, unit.quantity);
    left -= taken;
  }
  return sum;
}

/** Redeemed points go back to the lots they came from, the last spent first. */
export function sharesBetween(spent: readonly LotShare[], from: number, to: number): LotShare[] {
  const shares: LotShare[] = [];
  let passed = 0;
  for (const share of spent.toReversed()) {
    const points = Math.min(to, passed + share.points) - Math.max(from, passed);
    if (points > 0) shares.push({ ...share, points });
    passed += share.points;
  }
  return shares;
}

interface CameBack {
  /** By rule, as are the points it gave. */
  readonly discounts: ReadonlyMap<string, number>;
  readonly points: ReadonlyMap<string, number>;
  readonly paid: number;
  readonly whole: boolean;
}

/** Amounts and points of limits go back in the share of what came back; times only when nothing is left of the sale. */
function limitsBack(sold: SoldReceipt, back: CameBack): Map<string, number> {
  const limits = new Map<string, number>();
  for (const use of sold.effects.limitUses) {
    const part = back.whole ? use.used : use.unit === 'times' ? 0 : limitShare(sold, use, back);
    add(limits, use.key, Math.max(0, Math.min(use.used, part)));
  }
  return limits;
}

function limitShare(sold: SoldReceipt, { rule, unit, used }: LimitUse, back: CameBack): number {
  if (unit === 'amount' && sold.lines.some((line) => line.adjustments.some((one) => one.rule === rule))) {
    return back.discounts.get(rule) ?? 0;
  }
  const gave = [...sold.effects.lots, ...(sold.effects.stamps ?? [])].some((given) => given.rule === rule);
  if (unit === 'points' && gave) return back.points.get(rule) ?? 0;
  // A rule with neither, a multiplier or a bound of redemption: in the share of the money.
  const total = sold.lines.reduce((sum, line) => sum + Math.max(0, line.net), 0);
  return total === 0 ? 0 : portion(used, Math.min(back.paid, total), total);
}

function add<K>(sums: Map<K, number>, key: K, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

/** What `to` has more than `from`, where it does. */
function differences<K>(from: ReadonlyMap<K, number>, to: ReadonlyMap<K, number>): [K, number][] {
  return [...to].map(([key, sum]): [K, number] => [key, sum - (from.get(key) ?? 0)]).filter(([, more]) => more > 0);
}
