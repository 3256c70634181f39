/** Who pays with points, and with how many: the same receipts and numbers in every run of the same file. */
import type { WireQuote } from '../../gateway/contract/quote.ts';

export interface RedeemRule {
  /** Each so many-th receipt of a member. */
  readonly every: number;
  /** Percent of what the receipt costs after discounts. */
  readonly max: number;
}

/** `every:5,max:30`. Throws RangeError with the shape that was expected. */
export function parseRedeem(text: string): RedeemRule {
  const match = /^every:(\d+),max:(\d+(?:\.\d{1,2})?)$/.exec(text.trim());
  const every = Number(match?.[1]);
  const max = Number(match?.[2]);
  if (match === null || every < 1 || max <= 0 || max > 100) {
    throw new RangeError(`--redeem ${text}: expected every:N,max:PERCENT, such as every:5,max:30`);
  }
  return { every, max };
}

/** Tells for each receipt of a member, in the order of the file, whether it redeems. */
export function createTurns(rule: RedeemRule | undefined): (member: string | undefined) => boolean {
  const receipts = new Map<string, number>();
  return (member) => {
    if (rule === undefined || member === undefined) return false;
    const count = (receipts.get(member) ?? 0) + 1;
    receipts.set(member, count);
    return count % rule.every === 0;
  };
}

/**
 * Points to spend, given a quote that was asked to spend as many as it may: no more than `max` percent of the receipt.
 * A quote of 10000 after discounts, where 99 points of 100 each may be spent, at 30 percent: 30 points.
 */
export function pointsToRedeem(quote: Pick<WireQuote, 'totals' | 'points'>, rule: RedeemRule): number {
  const { redeem } = quote.points;
  if (redeem === 0) return 0;
  const { gross, discount, redeemed } = quote.totals;
  const pointWorth = redeemed / redeem;
  return Math.max(0, Math.min(redeem, Math.floor(((gross - discount) * rule.max) / 100 / pointWorth)));
}
