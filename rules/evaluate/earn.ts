/**
 * Points groups: what rules give. Every rule's points stay exact until all multipliers have run (see multiply.ts); then
 * they are rounded once, over the receipt, and allocated to the lines by largest remainder.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { expiresBeforeActive, limitCut, pointsGiven, roundsToNothing } from '../explain/reasons.ts';
import type { UnitSlice } from '../mechanics/mechanic.ts';
import type { Accrual } from '../model/evaluation.ts';
import type { Receipt } from '../model/receipt.ts';
import { allocate } from './allocate.ts';
import { type Bid, gainsOf, type LineMarks, linesOf, touchedBy } from './bid.ts';
import { type Calculation, sharedRate } from './calculation.ts';
import type { Market } from './displace.ts';
import { divideCeil, divideFloor, divideHalfUp, type Integer, type Ratio, sum, times } from './exact.ts';
import { allowanceOf, useLimits } from './limits.ts';
import { type LotTerms, lotTerms } from './lots.ts';
import { NudgingMarket } from './market.ts';
import type { Near } from './nudges.ts';
import { type GainOpening, gainMechanicOf, openGain, shortfallOf } from './opening.ts';
import { consumedBy, type WorkPortion } from './portions.ts';
import { discountUnits } from './runs.ts';
import { boundedBy, totalOf } from './shares.ts';

/**
 * What one rule gives: on portion i exactly weights[i] × factors[i] ÷ factorDenominator × rate; without factors as if all
 * were 1. A limit bounds what it bids, and what it gives only when that has been multiplied and rounded.
 */
export interface Earning {
  readonly rule: CompiledRule;
  readonly portions: readonly WorkPortion[];
  readonly weights: readonly number[];
  readonly rate: Ratio;
  factors: Integer[] | undefined;
  factorDenominator: Integer;
}

interface EarnBid extends Bid, Earning {
  /** Units it consumes, by portion: closed to the rest of the group. */
  readonly consumed: ReadonlyMap<number, readonly UnitSlice[]> | undefined;
}

const rounded = { floor: divideFloor, 'half-up': divideHalfUp, ceil: divideCeil };

export class EarningMarket extends NudgingMarket<EarnBid> implements Market<EarnBid> {
  readonly ordered = false;
  readonly #earnings: Earning[];

  constructor(calculation: Calculation, group: CompiledGroup, ordinal: number, earnings: Earning[]) {
    super(calculation, group, ordinal);
    this.#earnings = earnings;
  }

  bid(rule: CompiledRule, open?: LineMarks): EarnBid | undefined {
    const opening = openGain(this, rule, open);
    return opening && this.bidOf(rule, opening);
  }

  found(near: Near, more: Ratio, already: boolean): void {
    foundPoints(this, near, more, already);
  }

  bidOf(rule: CompiledRule, { allowance, gain, portions }: GainOpening): EarnBid | undefined {
    const { receipt, trace } = this.calculation;
    const { points: limit } = allowance;
    const { weights } = gain;
    const rate = sharedRate(rule, gain, receipt);
    let gains: readonly Integer[] = weights;
    let { numerator, denominator }: Ratio = rate;
    let total = times(sum(weights), numerator);
    if (limit !== undefined) {
      const bounded = boundedBy(
        { numerators: weights.map((weight) => times(weight, rate.numerator)), denominator },
        limit.left,
      );
      gains = bounded.numerators;
      numerator = 1;
      denominator = bounded.denominator;
      total = totalOf(bounded).numerator;
    }
    if (total <= 0) return void trace?.note(rule, 'unmet', shortfallOf(this, rule, portions));
    const mechanic = gainMechanicOf(rule);
    const touched = touchedBy(gains);
    return {
      rule,
      lines: linesOf(portions, touched),
      gains: gainsOf(gains, touched),
      numerator,
      denominator,
      total,
      bundle: mechanic.units,
      portions,
      weights,
      rate,
      factors: undefined,
      factorDenominator: 1,
      consumed: mechanic.units ? consumedBy(gain, portions) : undefined,
    };
  }

  apply(bid: EarnBid): void {
    const { rule, lines, portions, consumed } = bid;
    const { costs, trace } = this.calculation;
    const unpaid = costs.refusal(rule, 'points');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    costs.take(rule, lines);
    this.#earnings.push(bid);
    if (consumed !== undefined) {
      for (const [index, slices] of consumed) {
        const line = portions[index]?.line;
        if (line !== undefined) discountUnits(line, 0, slices, true);
      }
    }
    if (rule.exclusive) for (const line of lines) line.closedBy = Math.min(line.closedBy, this.ordinal);
  }
}

/** A point is worth to the customer what it pays; what would be none for good is not worth a word. */
export function foundPoints(
  { calculation, nudges }: Pick<NudgingMarket<Bid>, 'calculation' | 'nudges'>,
  near: Near,
  more: Ratio,
  already: boolean,
): void {
  const { policy, receipt } = calculation;
  const points = divideFloor(more.numerator, more.denominator);
  if (points > 0 && !isStillborn(lotTerms(near.rule, policy, receipt), receipt)) {
    nudges.found(near, points * policy.unitWorth, already, points);
  }
}

function isStillborn({ activeAt, expiresAt }: LotTerms, { businessTime }: Receipt): boolean {
  return expiresAt !== undefined && expiresAt <= (activeAt ?? businessTime);
}

/** Rounds each rule's points, cuts them to its limits and gives them to the lines. */
export function accrue(calculation: Calculation, earnings: readonly Earning[]): Accrual[] {
  const accruals: Accrual[] = [];
  for (const { rule, portions, weights, rate, factors, factorDenominator } of earnings) {
    const exact = factors === undefined ? weights : weights.map((weight, index) => times(weight, factors[index] ?? 1));
    const numerator = times(sum(exact), rate.numerator);
    const denominator = times(rate.denominator, factorDenominator);
    const granted = grant(rule, { numerator, denominator }, calculation);
    if (granted === undefined) calculation.costs.drop(rule.code);
    else accruals.push(accrualOf(rule, granted, pointsOnLines(portions, allocate(granted.points, exact))));
  }
  return accruals;
}

function pointsOnLines(portions: readonly WorkPortion[], parts: readonly number[]): Accrual['lines'] {
  let count = 0;
  for (let index = 0; index < parts.length; index++) if (parts[index] !== 0) count++;
  const given: { line: number; points: number }[] = new Array(count);
  let place = 0;
  for (let index = 0; index < parts.length; index++) {
    const points = parts[index] as number;
    if (points === 0) continue;
    const { line } = portions[index] as WorkPortion;
    line.earned += points;
    given[place++] = { line: line.source.line, points };
  }
  return given;
}

/** What a rule gives in the end. */
interface Granted {
  readonly points: number;
  readonly terms: LotTerms;
}

/** What becomes of a rule's exact points: rounded, cut to its limits, with the terms of their lot. Undefined: nothing. */
export function grant(rule: CompiledRule, exact: Ratio, calculation: Calculation): Granted | undefined {
  const { policy, receipt, trace } = calculation;
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
  useLimits(rule, 0, points, calculation);
  calculation.coupons.use(rule);
  if (trace !== undefined) {
    if (limit === undefined || points === due) trace.note(rule, 'applied', pointsGiven(points));
    else trace.note(rule, 'limited', `${limitCut(limit.limit, limit.left)}; ${pointsGiven(points)}`);
  }
  return { points, terms };
}

export function accrualOf(
  { code, group, mechanic }: CompiledRule,
  { points, terms }: Granted,
  lines: Accrual['lines'],
): Accrual {
  const { purse, activeAt, expiresAt, melt } = terms;
  // Most points are there at once, expire and do not melt: accruals of one shape.
  if (activeAt === undefined && expiresAt !== undefined && melt === undefined) {
    return { rule: code, group, mechanic, purse, expiresAt, points, lines };
  }
  return {
    rule: code,
    group,
    mechanic,
    purse,
    ...(activeAt === undefined ? {} : { activeAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(melt === undefined ? {} : { melt }),
    points,
    lines,
  };
}
