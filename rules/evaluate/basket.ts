/**
 * The receipt being evaluated: lines with what has been taken off them so far. Made anew for every evaluation from the
 * receipt, which is never written to.
 *
 *   gross   = amount as the till sent it
 *   initial = gross − manualDiscount
 *   current = what is still reckoned with: in price groups what is left to pay; see startEarning for points groups
 */
import type { GroupBase } from '../compile/compiled.ts';
import type { Adjustment } from '../model/evaluation.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Receipt, ReceiptLine } from '../model/receipt.ts';
import { divideHalfUp, times } from './exact.ts';
import type { WorkPortion } from './portions.ts';

/** Units of a line that cost the same; see runs.ts. */
export interface UnitRun {
  readonly count: number;
  /** Minor units for each. */
  readonly initial: number;
  readonly current: number;
  /** Consumed by a rule of the group that is running. */
  readonly closed: boolean;
}

export interface BasketLine {
  readonly source: ReceiptLine;
  /** Its place in Basket.lines. */
  readonly index: number;
  /** No discount takes `current` below this. */
  readonly floor: number;
  adjustments: readonly Adjustment[];
  initial: number;
  current: number;
  /** Σ amounts of the adjustments. */
  discount: number;
  /** Minor units paid with points. */
  redeemed: number;
  earned: number;
  /** The line's units one by one, once a rule has dealt with some of them only. */
  runs: UnitRun[] | undefined;
  /** The ordinal of the group with an exclusive rule that touched it; groups after that may not, within their type. */
  closedBy: number;
  /** The portion of a rule that may have all of it; see portions.ts. */
  whole: WorkPortion | undefined;
}

export interface Basket {
  /** By line number, so that the first is the one a tie goes to. */
  readonly lines: readonly BasketLine[];
  /** The receipt has its lines in that order too. */
  readonly inOrder: boolean;
  /** Goes up whenever money changes, so that sums over the lines may be kept between. */
  revision: number;
}

export function createBasket(receipt: Receipt): Basket {
  const { lines } = receipt;
  const inOrder = lines.every((source, index) => index === 0 || (lines[index - 1] as ReceiptLine).line < source.line);
  const sources = inOrder ? lines : lines.toSorted((one, other) => one.line - other.line);
  return { lines: sources.map(basketLine), inOrder, revision: 0 };
}

const noAdjustments: readonly Adjustment[] = [];

function basketLine(source: ReceiptLine, index: number): BasketLine {
  const { amount, manualDiscount, minPrice, quantity } = source;
  const initial = amount - manualDiscount;
  return {
    source,
    index,
    floor: minPrice === undefined ? 0 : divideHalfUp(times(minPrice, quantity), 1000),
    adjustments: manualDiscount > 0 ? [manual(manualDiscount, amount)] : noAdjustments,
    initial,
    current: initial,
    discount: manualDiscount,
    redeemed: 0,
    earned: 0,
    runs: undefined,
    closedBy: Number.POSITIVE_INFINITY,
    whole: undefined,
  };
}

function manual(amount: number, base: number): Adjustment {
  return { rule: 'manual', group: 'manual', mechanic: 'manual', amount, base, rounding: '0' };
}

/** Something comes off a line; what it still costs, `current`, is for the caller to say. */
export function recordDiscount(line: BasketLine, adjustment: Adjustment): void {
  const { adjustments } = line;
  // Most lines have one or two: an array that is pushed to has room for 17.
  line.adjustments = adjustments.length === 0 ? [adjustment] : [...adjustments, adjustment];
  line.discount += adjustment.amount;
}

/** What is left to pay with money, as the till will print it. */
export function netOf(line: BasketLine, policy: PointsPolicy): number {
  const paid = line.source.amount - line.discount;
  return policy.redeemAs === 'discount' ? paid - line.redeemed : paid;
}

/** A line that a discount, points or redemption may fall on at all. */
export function isForSale(line: BasketLine): boolean {
  return line.source.amount > 0;
}

export function worthOf(line: BasketLine, base: GroupBase): number {
  return base === 'initial' ? line.initial : line.current;
}

/** Rules of one type never close lines to rules of another. */
export function openForNextType(basket: Basket): void {
  for (const line of basket.lines) line.closedBy = Number.POSITIVE_INFINITY;
}

/**
 * From here on `initial` and `current` are what points are given for: without what points paid, unless the programme
 * gives points on that too. Units are split anew from these.
 */
export function startEarning(basket: Basket, policy: PointsPolicy): void {
  for (const line of basket.lines) {
    const unpaid = policy.earnOnRedeemed ? 0 : line.redeemed;
    line.initial = Math.max(0, line.initial - unpaid);
    line.current = Math.max(0, line.source.amount - line.discount - unpaid);
    line.runs = undefined;
  }
  basket.revision++;
  openForNextType(basket);
}
