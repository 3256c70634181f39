/**
 * program.cashRounding: where there are no coins so small, a receipt that is paid in cash alone is rounded down to a
 * multiple of so many minor units. The customer gives up nothing, so it is a discount: an adjustment `rounding` on the lines,
 * in proportion to what they still cost, largest remainder.
 *
 *   cashRounding 100: lines of 10050 and 4949, tenders [cash]      → 14999 becomes 14900, −66 and −33
 *   the same by card, or by card and cash                          → 14999
 *   a quote that does not say yet how it will be paid              → 14999
 *
 * It comes after points have paid, and before points are earned. Where the lines that may be discounted have not that much
 * to give (minPrice, discountable=false), nothing is rounded: half a rounding is none. What the customer was charged
 * (`charged`) prevails over it, as over every price.
 */
import { allocateWithin } from './allocate.ts';
import type { BasketLine } from './basket.ts';
import { netOf, recordDiscount } from './basket.ts';
import type { Calculation } from './calculation.ts';

export function roundCash(calculation: Calculation): void {
  const { basket, policy, programme, receipt } = calculation;
  const { cashRounding } = programme;
  if (cashRounding === 1 || receipt.mode === 'listing' || !isCash(receipt.tenders)) return;
  // As a tender, points pay beside the cash.
  const paid = (line: BasketLine): number => netOf(line, policy) - (policy.redeemAs === 'tender' ? line.redeemed : 0);
  const due = basket.lines.reduce((sum, line) => sum + paid(line), 0);
  const excess = due % cashRounding;
  if (due <= 0 || excess === 0) return;
  const rooms = basket.lines.map((line) => (isDiscountable(line) ? Math.max(0, paid(line) - line.floor) : 0));
  if (rooms.reduce((sum, room) => sum + room, 0) < excess) return;
  const amounts = allocateWithin(
    excess,
    basket.lines.map((line, index) => ((rooms[index] ?? 0) > 0 ? paid(line) : 0)),
    rooms,
  );
  for (const [index, line] of basket.lines.entries()) {
    const amount = amounts[index] ?? 0;
    if (amount === 0) continue;
    const rule = { rule: 'rounding', group: 'rounding', mechanic: 'rounding' };
    recordDiscount(line, { ...rule, amount, base: paid(line), rounding: '0' });
    line.current -= amount;
    line.runs = undefined;
  }
  basket.revision++;
}

function isCash(tenders: Calculation['receipt']['tenders']): boolean {
  return tenders.length > 0 && tenders.every(({ type }) => type === 'cash');
}

function isDiscountable({ source }: BasketLine): boolean {
  return source.discountable && source.amount > 0;
}
