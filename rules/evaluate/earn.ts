/**
 * Points groups: what rules give. Every rule's points stay exact until all multipliers have run (see multiply.ts); then
 * they are rounded once, over the receipt, and allocated to the lines by largest remainder.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { expiresBeforeActive, limitCut, pointsGiven, roundsToNothing } from '../explain/reasons.ts';
import type { UnitSlice } from '../mechanics/mechanic.ts';
import type { Accrual } from '../model/evaluation.ts';
import type { Receipt } from '../model/receipt.ts';
import { admits } from './admit.ts';
import { allocate } from './allocate.ts';
import type { BasketLine } from './basket.ts';
import { type Calculation, sharedRate } from './calculation.ts';
import type { Bid, Market } from './displace.ts';
import { divideCeil, divideFloor, divideHalfUp, type Integer, type Ratio, sum, times } from './exact.ts';
import { allowanceOf, usesOf } from './limits.ts';
import { LineGains } from './line-gains.ts';
import { type LotTerms, lotTerms } from './lots.ts';
import { askAgain, type Nudging } from './nudge.ts';
import { type GainOpening, openGain, shortfallOf, type Turn } from './opening.ts';
import { consumedBy } from './portions.ts';
import { discountUnits } from './runs.ts';
import { boundedBy, totalOf } from './shares.ts';

/** What one rule gives: on line i exactly weights[i] × factors[i] ÷ factorDenominator × rate; without factors as if all were 1. */
export interface Earning {
  readonly rule: CompiledRule;
  readonly lines: readonly BasketLine[];
  readonly weights: readonly number[];
  readonly rate: Ratio;
  factors: Integer[] | undefined;
  factorDenominator: Integer;
}

interface EarnBid extends Bid {
  readonly earning: Earning;
  /** Units it consumes, by the place of their line: closed to the rest of the group. */
  readonly consumed: ReadonlyMap<number, readonly UnitSlice[]> | undefined;
}

const rounded = { floor: divideFloor, 'half-up': divideHalfUp, ceil: divideCeil };

export function earningMarket(
  calculation: Calculation,
  group: CompiledGroup,
  ordinal: number,
  earnings: Earning[],
): Market<EarnBid> {
  const { costs, trace, receipt } = calculation;
  const turn: Turn = { calculation, group, ordinal };
  return {
    ordered: false,
    lines: calculation.basket.lines,
    admits: (rule) => admits(rule, group, calculation),
    bid,
    apply,
    nudging: nudgingPoints(calculation, (near, open) => askAgain(calculation, near, open, { bid, bidOf })),
  };

  function bid(rule: CompiledRule, open?: ReadonlySet<BasketLine>): EarnBid | undefined {
    const opening = openGain(turn, rule, open);
    return opening && bidOf(rule, opening);
  }

  function bidOf(rule: CompiledRule, { allowance, mechanic, gain, portions }: GainOpening): EarnBid | undefined {
    const { points: limit } = allowance;
    const rate = sharedRate(rule, gain, receipt);
    const { denominator } = rate;
    const exact = { numerators: gain.weights.map((weight) => times(weight, rate.numerator)), denominator };
    const shares = limit === undefined ? exact : boundedBy(exact, limit.left);
    const total = totalOf(shares);
    if (total.numerator <= 0) {
      return void trace?.note(rule, 'unmet', shortfallOf(turn, rule, mechanic, portions));
    }
    const lines = portions.map((portion) => portion.line);
    const { weights } = gain;
    const consumed = mechanic.units ? consumedBy(gain, portions) : undefined;
    return {
      rule,
      total,
      lines: new LineGains(portions, shares.numerators),
      denominator: shares.denominator,
      bundle: mechanic.units,
      consumed,
      earning: { rule, lines, weights, rate, factors: undefined, factorDenominator: 1 },
    };
  }

  function apply({ rule, lines, earning, consumed }: EarnBid): void {
    const unpaid = costs.refusal(rule, 'points');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    costs.take(rule, lines.keys());
    earnings.push(earning);
    for (const [index, slices] of consumed ?? []) {
      const line = earning.lines[index];
      if (line !== undefined) discountUnits(line, 0, slices, true);
    }
    if (rule.exclusive) for (const line of lines.keys()) line.closedBy = Math.min(line.closedBy, ordinal);
  }
}

/** A point is worth to the customer what it pays; what would be none for good is not worth a word. */
export function nudgingPoints<B extends Bid>(
  { nudges, policy, receipt }: Calculation,
  bid: Nudging<B>['bid'],
): Nudging<B> | undefined {
  return (
    nudges && {
      nudges,
      bid,
      found(near, more, already) {
        const points = divideFloor(more.numerator, more.denominator);
        if (points > 0 && !isStillborn(lotTerms(near.rule, policy, receipt), receipt)) {
          nudges.found(near, points * policy.unitWorth, already, points);
        }
      },
    }
  );
}

function isStillborn({ activeAt, expiresAt }: LotTerms, { businessTime }: Receipt): boolean {
  return expiresAt !== undefined && expiresAt <= (activeAt ?? businessTime);
}

/** Rounds each rule's points, cuts them to its limits and gives them to the lines. */
export function accrue(calculation: Calculation, earnings: readonly Earning[]): Accrual[] {
  const accruals: Accrual[] = [];
  for (const { rule, lines, weights, rate, factors, factorDenominator } of earnings) {
    const exact = factors === undefined ? weights : weights.map((weight, index) => times(weight, factors[index] ?? 1));
    const numerator = times(sum(exact), rate.numerator);
    const denominator = times(rate.denominator, factorDenominator);
    const granted = grant(rule, { numerator, denominator }, calculation);
    if (granted === undefined) calculation.costs.drop(rule.code);
    if (granted === undefined) continue;
    const parts = allocate(granted.points, exact);
    const given: { line: number; points: number }[] = [];
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] as BasketLine;
      const part = parts[index] ?? 0;
      if (part === 0) continue;
      line.earned += part;
      given.push({ line: line.source.line, points: part });
    }
    accruals.push({ ...granted, lines: given });
  }
  return accruals;
}

/** What becomes of a rule's exact points: rounded, cut to its limits, with the terms of their lot. Undefined: nothing. */
export function grant(rule: CompiledRule, exact: Ratio, calculation: Calculation): Omit<Accrual, 'lines'> | undefined {
  const { policy, receipt, trace, uses } = calculation;
  const due = rounded[policy.rounding](exact.numerator, exact.denominator);
  const { points: limit } = allowanceOf(rule, calculation);
  const points = Math.min(due, limit?.left ?? due);
  if (points === 0) {
    return void trace?.note(rule, 'unmet', roundsToNothing(Number(exact.numerator) / Number(exact.denominator)));
  }
  const terms = lotTerms(rule, policy, receipt);
  if (isStillborn(terms, receipt)) {
    return void trace?.note(rule, 'unmet', expiresBeforeActive);
  }
  uses.push(...usesOf(rule, { amount: 0, points }, calculation));
  calculation.coupons.use(rule);
  if (limit === undefined || points === due) trace?.note(rule, 'applied', pointsGiven(points));
  else trace?.note(rule, 'limited', `${limitCut(limit.limit, limit.left)}; ${pointsGiven(points)}`);
  return { rule: rule.code, group: rule.group, mechanic: rule.mechanic, ...terms, points };
}
