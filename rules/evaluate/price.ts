/** Price groups: what rules take off lines. */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, takenOff } from '../explain/reasons.ts';
import type { Gain, UnitSlice } from '../mechanics/mechanic.ts';
import { admits } from './admit.ts';
import type { BasketLine } from './basket.ts';
import { type Calculation, sharedRate } from './calculation.ts';
import type { Bid, Market } from './displace.ts';
import { divideFloor } from './exact.ts';
import { type Remainder, usesOf } from './limits.ts';
import { LineGains } from './line-gains.ts';
import { cutTo, type Money, moneyOf, roundingOf } from './money.ts';
import { askAgain } from './nudge.ts';
import { type GainOpening, openGain, shortfallOf, type Turn } from './opening.ts';
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

export function priceMarket(calculation: Calculation, group: CompiledGroup, ordinal: number): Market<PriceBid> {
  const { trace, receipt, nudges } = calculation;
  const turn: Turn = { calculation, group, ordinal };
  return {
    ordered: true,
    lines: calculation.basket.lines,
    admits: (rule) => admits(rule, group, calculation),
    bid: (rule, open) => bid(rule, open),
    apply: (won) => apply(won, ordinal, calculation),
    nudging: nudges && {
      nudges,
      bid: (near, open) => askAgain(calculation, near, open, { bid, bidOf }),
      found(near, more, already) {
        const amount = divideFloor(more.numerator, more.denominator);
        if (amount > 0) nudges.found(near, amount, already);
      },
    },
  };

  function bid(rule: CompiledRule, open?: ReadonlySet<BasketLine>): PriceBid | undefined {
    const opening = openGain(turn, rule, open);
    return opening && bidOf(rule, opening);
  }

  function bidOf(rule: CompiledRule, { allowance, mechanic, gain, portions }: GainOpening): PriceBid | undefined {
    const { amount: limit } = allowance;
    const consumed = mechanic.units ? consumedBy(gain, portions) : undefined;
    // What is reckoned of the initial price may come to more than its units still cost.
    const bounded = group.base === 'initial' && mechanic.reckons === 'base' ? consumed : undefined;
    const whole = moneyOf(gain, sharedRate(rule, gain, receipt), roomsOf(portions, gain, bounded));
    const money = limit === undefined ? whole : cutTo(whole, limit.left);
    if (money.total === 0) return void trace?.note(rule, 'unmet', shortfallOf(turn, rule, mechanic, portions));
    return {
      rule,
      portions,
      money,
      consumed,
      cut: money === whole ? undefined : limit,
      total: { numerator: money.total, denominator: 1 },
      lines: new LineGains(portions, money.amounts, consumed),
      denominator: 1,
      bundle: mechanic.units,
    };
  }
}

function apply(bid: PriceBid, ordinal: number, calculation: Calculation): void {
  const { rule, portions, money, consumed, cut } = bid;
  const { costs, trace } = calculation;
  // Another winner of the group may have been paid with what this one costs.
  const unpaid = costs.refusal(rule, 'price');
  if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
  const coupon = calculation.coupons.use(rule);
  const touched: BasketLine[] = [];
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
    touched.push(line);
    line.current -= amount;
    line.discount += amount;
    const { code, group, mechanic } = rule;
    const rounding = roundingOf(money, index);
    const adjustment = { rule: code, group, mechanic, amount, base, rounding };
    line.adjustments.push(coupon === undefined ? adjustment : { ...adjustment, coupon });
  }
  costs.take(rule, touched);
  calculation.basket.revision++;
  calculation.uses.push(...usesOf(rule, { amount: money.total, points: 0 }, calculation));
  if (cut === undefined) trace?.note(rule, 'applied', takenOff(money.total, touched.length));
  else trace?.note(rule, 'limited', `${limitCut(cut.limit, cut.left)}; ${takenOff(money.total, touched.length)}`);
}

/** The most that may come off each portion; of `bounded` units no more than those still cost. */
function roomsOf(portions: readonly WorkPortion[], gain: Gain, bounded: PriceBid['consumed']): number[] {
  const { most } = gain;
  if (most === undefined && bounded === undefined) return portions.map(({ room }) => room);
  return portions.map(({ line, room }, index) => {
    const bound = Math.min(room, most?.[index] ?? room);
    return bounded === undefined ? bound : Math.min(bound, costOf(line, bounded.get(index) ?? []));
  });
}
