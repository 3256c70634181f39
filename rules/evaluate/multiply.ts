/**
 * Rules that multiply what other rules give. They run when all rules of all points groups have given theirs, so that a
 * birthday counts whatever the order in which a programme is written; among themselves they displace one another as
 * their group says: a stack multiplies, the best takes the larger.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, multiplied, noPointsToMultiply } from '../explain/reasons.ts';
import type { Factor } from '../mechanics/mechanic.ts';
import { type BasketLine, worthOf } from './basket.ts';
import { type Bid, type LineMarks, marksOf } from './bid.ts';
import { type Calculation, sharedRate } from './calculation.ts';
import type { Market } from './displace.ts';
import { type Earning, foundPoints } from './earn.ts';
import { addRatios, compareRatios, divideFloor, type Integer, minus, plus, type Ratio, times, zero } from './exact.ts';
import { type Remainder, useLimits } from './limits.ts';
import { NudgingMarket } from './market.ts';
import type { Near } from './nudges.ts';
import { allowanceFor, portionsFor } from './opening.ts';
import type { WorkPortion } from './portions.ts';

interface FactorBid extends Bid {
  readonly factor: Factor;
  /** By the place of a line: what its points are multiplied by. */
  readonly factors: LineFactors;
  readonly cut: Remainder | undefined;
}

type LineFactors = readonly (Ratio | undefined)[];

export class FactorMarket extends NudgingMarket<FactorBid> implements Market<FactorBid> {
  readonly ordered = false;
  readonly #earnings: readonly Earning[];

  constructor(calculation: Calculation, group: CompiledGroup, ordinal: number, earnings: readonly Earning[]) {
    super(calculation, group, ordinal);
    this.#earnings = earnings;
  }

  bid(rule: CompiledRule, open?: LineMarks): FactorBid | undefined {
    const { calculation } = this;
    const { implementation } = rule;
    if (implementation.does !== 'factor') return undefined;
    const allowance = allowanceFor(this, rule);
    if (allowance === undefined) return undefined;
    const portions = portionsFor(this, rule, open);
    if (portions === undefined) return undefined;
    const { points: limit } = allowance;
    const factor = implementation.factor(rule.params);
    const more = moreOf(rule, factor, calculation);
    let factors: (Ratio | undefined)[] = new Array(this.lines.length).fill(undefined);
    for (const { line, base } of portions) {
      // Of a line of which only some units count, so much of its points is multiplied.
      const value = worthOf(line, this.group.base);
      const growth = base === value ? more : product(more, { numerator: base, denominator: value });
      factors[line.index] = grownBy(growth);
    }
    let extra = extraOf(factors, factor, this.#earnings);
    const cut = limit !== undefined && compareRatios(extra.total, whole(limit.left)) > 0 ? limit : undefined;
    if (cut !== undefined) {
      const { total } = extra;
      factors = factors.map((by) => by && scaledGrowth(by, cut.left, total));
      extra = extraOf(factors, factor, this.#earnings);
    }
    const { numerator: total, denominator } = extra.total;
    // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are the same zero here.
    if (total == 0) return void calculation.trace?.note(rule, 'unmet', noPointsToMultiply);
    const { lines, gains } = touchedLines(this.lines, extra.extras, denominator);
    return { rule, lines, gains, numerator: 1, denominator, total, bundle: false, factor, factors, cut };
  }

  found(near: Near, more: Ratio, already: boolean): void {
    foundPoints(this, near, more, already);
  }

  /** A factor has no next step. */
  bidOf(): undefined {
    return undefined;
  }

  apply(bid: FactorBid): void {
    const { rule, lines, factor, factors, total, denominator, cut } = bid;
    const { calculation, ordinal } = this;
    const { trace } = calculation;
    const unpaid = calculation.costs.refusal(rule, 'points');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    calculation.costs.take(rule, lines);
    const touched = marksOf(this.lines, lines);
    for (const earning of this.#earnings) {
      if (!concerns(factor, earning)) continue;
      for (const [place, { line }] of earning.portions.entries()) {
        const by = touched[line.index] === true ? factors[line.index] : undefined;
        if (by !== undefined) multiplyLine(earning, place, by);
      }
    }
    if (rule.exclusive) for (const line of lines) line.closedBy = Math.min(line.closedBy, ordinal);
    useLimits(rule, 0, Math.max(0, divideFloor(total, denominator)), calculation);
    calculation.coupons.use(rule);
    if (trace === undefined) return;
    const reason = multiplied(factor.numerator / factor.denominator);
    if (cut === undefined) trace.note(rule, 'applied', reason);
    else trace.note(rule, 'limited', `${limitCut(cut.limit, cut.left)}; ${reason}`);
  }
}

/** How much more a factor gives, ×10 is 9 more; a tender's share scales the more. */
function moreOf(rule: CompiledRule, factor: Factor, calculation: Calculation): Ratio {
  const { numerator, denominator } = factor;
  return sharedRate(rule, { numerator: minus(numerator, denominator), denominator }, calculation.receipt);
}

/** How many more points that is: by the place of a line, and in all. */
function extraOf(
  factors: LineFactors,
  factor: Factor,
  earnings: readonly Earning[],
): { readonly total: Ratio; readonly extras: LineFactors } {
  const extras: (Ratio | undefined)[] = new Array(factors.length).fill(undefined);
  let total = zero;
  for (const earning of earnings) {
    if (!concerns(factor, earning)) continue;
    const { portions } = earning;
    for (let place = 0; place < portions.length; place++) {
      const { index } = (portions[place] as WorkPortion).line;
      const by = factors[index];
      if (by === undefined) continue;
      const extra = product(pointsOn(earning, place), growthOf(by));
      extras[index] = addRatios(extras[index] ?? zero, extra);
      total = addRatios(total, extra);
    }
  }
  return { total, extras };
}

/** The lines that get more, and how much of `denominator`: that of the total, which is a multiple of every line's. */
function touchedLines(
  basket: readonly BasketLine[],
  extras: LineFactors,
  denominator: Integer,
): { readonly lines: BasketLine[]; readonly gains: Integer[] } {
  const lines: BasketLine[] = [];
  const gains: Integer[] = [];
  for (const line of basket) {
    const extra = extras[line.index];
    const gain = extra === undefined ? 0 : addRatios(extra, { numerator: 0, denominator }).numerator;
    // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are the same zero here.
    if (gain == 0) continue;
    lines.push(line);
    gains.push(gain);
  }
  return { lines, gains };
}

function concerns(factor: Factor, earning: Earning): boolean {
  return factor.rules === undefined || factor.rules.includes(earning.rule.code);
}

function pointsOn(earning: Earning, index: number): Ratio {
  const weight = times(earning.weights[index] ?? 0, earning.factors?.[index] ?? 1);
  return product(earning.rate, { numerator: weight, denominator: earning.factorDenominator });
}

function multiplyLine(earning: Earning, index: number, by: Ratio): void {
  let factors = earning.factors ?? earning.weights.map((): Integer => 1);
  if (by.denominator !== 1) {
    factors = factors.map((one, place) => (place === index ? one : times(one, by.denominator)));
    earning.factorDenominator = times(earning.factorDenominator, by.denominator);
  }
  factors[index] = times(factors[index] ?? 1, by.numerator);
  earning.factors = factors;
}

function growthOf({ numerator, denominator }: Ratio): Ratio {
  return { numerator: minus(numerator, denominator), denominator };
}

/** 1 + growth × left ÷ total. */
function scaledGrowth(by: Ratio, left: number, total: Ratio): Ratio {
  return grownBy(product(growthOf(by), { numerator: times(left, total.denominator), denominator: total.numerator }));
}

function grownBy({ numerator, denominator }: Ratio): Ratio {
  return { numerator: plus(numerator, denominator), denominator };
}

function product(one: Ratio, other: Ratio): Ratio {
  return {
    numerator: times(one.numerator, other.numerator),
    denominator: times(one.denominator, other.denominator),
  };
}

function whole(points: number): Ratio {
  return { numerator: points, denominator: 1 };
}
