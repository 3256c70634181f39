/** Price groups: what rules take off lines. */
import type { CompiledRule } from '../compile/compiled.ts';
import { limitCut, takenOff } from '../explain/reasons.ts';
import type { Gain, UnitSlice } from '../mechanics/mechanic.ts';
import { recordDiscount } from './basket.ts';
import { type Bid, gainsOf, type LineMarks, linesOf, touchedBy } from './bid.ts';
import { sharedRate } from './calculation.ts';
import type { Market } from './displace.ts';
import { divideFloor, type Ratio } from './exact.ts';
import { type Remainder, useLimits } from './limits.ts';
import { NudgingMarket } from './market.ts';
import { cutTo, type Money, moneyOf, roundingOf } from './money.ts';
import type { Near } from './nudges.ts';
import { type GainOpening, gainMechanicOf, openGain, shortfallOf } from './opening.ts';
import { consumedBy, type WorkPortion } from './portions.ts';
import { costOf, discountUnits } from './runs.ts';

interface PriceBid extends Bid {
  readonly portions: readonly WorkPortion[];
  readonly money: Money;
  /** Units it consumes, by portion: closed to the rest of the group. */
  readonly consumed: ReadonlyMap<number, readonly UnitSlice[]> | undefined;
  /** The limit that cut it. */
  readonly cut: Remainder | undefined;
}

export class PriceMarket extends NudgingMarket<PriceBid> implements Market<PriceBid> {
  readonly ordered = true;

  bid(rule: CompiledRule, open?: LineMarks): PriceBid | undefined {
    const opening = openGain(this, rule, open);
    return opening && this.bidOf(rule, opening);
  }

  found(near: Near, more: Ratio, already: boolean): void {
    const amount = divideFloor(more.numerator, more.denominator);
    if (amount > 0) this.nudges.found(near, amount, already);
  }

  bidOf(rule: CompiledRule, { allowance, gain, portions }: GainOpening): PriceBid | undefined {
    const { receipt, trace } = this.calculation;
    const { amount: limit } = allowance;
    const mechanic = gainMechanicOf(rule);
    const consumed = mechanic.units ? consumedBy(gain, portions) : undefined;
    // What is reckoned of the initial price may come to more than its units still cost.
    const bounded = this.group.base === 'initial' && mechanic.reckons === 'base' ? consumed : undefined;
    const whole = moneyOf(gain, sharedRate(rule, gain, receipt), portions, boundsOf(portions, gain, bounded));
    const money = limit === undefined ? whole : cutTo(whole, limit.left);
    if (money.total === 0) return void trace?.note(rule, 'unmet', shortfallOf(this, rule, portions));
    const touched = touchedBy(money.amounts, consumed);
    return {
      rule,
      lines: linesOf(portions, touched),
      gains: gainsOf(money.amounts, touched),
      numerator: 1,
      denominator: 1,
      total: money.total,
      bundle: mechanic.units,
      portions,
      money,
      consumed,
      cut: money === whole ? undefined : limit,
    };
  }

  apply(bid: PriceBid): void {
    const { calculation, ordinal } = this;
    const { rule, portions, money, consumed, cut } = bid;
    const { costs, trace } = calculation;
    // Another winner of the group may have been paid with what this one costs.
    const unpaid = costs.refusal(rule, 'price');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    const coupon = calculation.coupons.use(rule);
    let discounted = 0;
    for (let index = 0; index < portions.length; index++) {
      const { line, base, slices } = portions[index] as WorkPortion;
      const amount = money.amounts[index] ?? 0;
      const closing = consumed?.get(index);
      // A line that it takes nothing from is another's, who may have split it since this bid was made.
      if (amount === 0 && closing === undefined) continue;
      if (closing !== undefined) discountUnits(line, amount, closing, true);
      else if (slices !== undefined) discountUnits(line, amount, slices, false);
      // Another rule's bid may have split a line that this one took whole; what it lost is nowhere in that split.
      else line.runs = undefined;
      if (rule.exclusive) line.closedBy = Math.min(line.closedBy, ordinal);
      if (amount === 0) continue;
      discounted++;
      line.current -= amount;
      const { code, group, mechanic } = rule;
      const rounding = roundingOf(money, index);
      recordDiscount(
        line,
        coupon === undefined
          ? { rule: code, group, mechanic, amount, base, rounding }
          : { rule: code, group, mechanic, amount, base, rounding, coupon },
      );
    }
    if (rule.cost !== undefined) {
      costs.take(
        rule,
        bid.lines.filter((_, place) => (bid.gains[place] ?? 0) > 0),
      );
    }
    calculation.basket.revision++;
    useLimits(rule, money.total, 0, calculation);
    if (trace === undefined) return;
    const reason = takenOff(money.total, discounted);
    if (cut === undefined) trace.note(rule, 'applied', reason);
    else trace.note(rule, 'limited', `${limitCut(cut.limit, cut.left)}; ${reason}`);
  }
}

/** Where less may come off portions than their room: no more than the gain says, of `bounded` units no more than those cost. */
function boundsOf(
  portions: readonly WorkPortion[],
  { most }: Gain,
  bounded: PriceBid['consumed'],
): readonly number[] | undefined {
  if (most === undefined && bounded === undefined) return undefined;
  return portions.map(({ line, room }, index) => {
    const bound = Math.min(room, most?.[index] ?? room);
    return bounded === undefined ? bound : Math.min(bound, costOf(line, bounded.get(index) ?? []));
  });
}
