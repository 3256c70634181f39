/**
 * Rules that multiply what other rules give. They run when all rules of all points groups have given theirs, so that a
 * birthday counts whatever the order in which a programme is written; among themselves they displace one another as
 * their group says: a stack multiplies, the best takes the larger.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, multiplied, noPointsToMultiply } from '../explain/reasons.ts';
import type { Factor } from '../mechanics/mechanic.ts';
import { admits } from './admit.ts';
import { type BasketLine, worthOf } from './basket.ts';
import { type Calculation, mechanicOf, sharedRate } from './calculation.ts';
import type { Bid, Market } from './displace.ts';
import { type Earning, nudgingPoints } from './earn.ts';
import { addRatios, compareRatios, divideFloor, type Integer, minus, plus, type Ratio, times } from './exact.ts';
import { type Remainder, usesOf } from './limits.ts';
import { askAgain } from './nudge.ts';
import { openBid, type Turn } from './opening.ts';

interface FactorBid extends Bid {
  readonly factor: Factor;
  /** What each line's points are multiplied by. */
  readonly factors: ReadonlyMap<BasketLine, Ratio>;
  readonly cut: Remainder | undefined;
}

const none: Ratio = { numerator: 0, denominator: 1 };

export function factorMarket(
  calculation: Calculation,
  group: CompiledGroup,
  ordinal: number,
  earnings: readonly Earning[],
): Market<FactorBid> {
  const { trace } = calculation;
  const turn: Turn = { calculation, group, ordinal };
  return {
    ordered: false,
    lines: calculation.basket.lines,
    admits: (rule) => admits(rule, group, calculation),
    bid,
    apply,
    nudging: nudgingPoints(calculation, (near, open) => {
      return askAgain(calculation, near, open, { bid, bidOf: () => undefined });
    }),
  };

  function bid(rule: CompiledRule, open?: ReadonlySet<BasketLine>): FactorBid | undefined {
    const mechanic = mechanicOf(rule);
    if (mechanic.does !== 'factor') return undefined;
    const opening = openBid(turn, rule, mechanic, open);
    if (opening === undefined) return undefined;
    const { portions } = opening;
    const { points: limit } = opening.allowance;
    const factor = mechanic.factor(rule.params);
    const more = moreOf(rule, factor, calculation);
    let factors = new Map<BasketLine, Ratio>();
    for (const { line, base } of portions) {
      // Of a line of which only some units count, so much of its points is multiplied.
      const value = worthOf(line, group.base);
      const growth = base === value ? more : product(more, { numerator: base, denominator: value });
      factors.set(line, grownBy(growth));
    }
    let extra = extraOf(factors, factor, earnings);
    const cut = limit !== undefined && compareRatios(extra.total, whole(limit.left)) > 0 ? limit : undefined;
    if (cut !== undefined) {
      factors = new Map([...factors].map(([line, by]) => [line, scaledGrowth(by, cut.left, extra.total)]));
      extra = extraOf(factors, factor, earnings);
    }
    // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are the same zero here.
    if (extra.total.numerator == 0) return void trace?.note(rule, 'unmet', noPointsToMultiply);
    const { total, lines, denominator } = extra;
    return { rule, total, lines, denominator, bundle: false, factor, factors, cut };
  }

  function apply(bid: FactorBid): void {
    const { rule, lines, factor, factors, total, cut } = bid;
    const unpaid = calculation.costs.refusal(rule, 'points');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    calculation.costs.take(rule, lines.keys());
    for (const earning of earnings) {
      if (!concerns(factor, earning)) continue;
      for (const [index, line] of earning.lines.entries()) {
        const by = lines.has(line) ? factors.get(line) : undefined;
        if (by !== undefined) multiplyLine(earning, index, by);
      }
    }
    if (rule.exclusive) for (const line of lines.keys()) line.closedBy = Math.min(line.closedBy, ordinal);
    const points = Math.max(0, divideFloor(total.numerator, total.denominator));
    calculation.uses.push(...usesOf(rule, { amount: 0, points }, calculation));
    calculation.coupons.use(rule);
    const reason = multiplied(factor.numerator / factor.denominator);
    if (cut === undefined) trace?.note(rule, 'applied', reason);
    else trace?.note(rule, 'limited', `${limitCut(cut.limit, cut.left)}; ${reason}`);
  }
}

/** How much more a factor gives, ×10 is 9 more; a tender's share scales the more. */
function moreOf(rule: CompiledRule, factor: Factor, calculation: Calculation): Ratio {
  const { numerator, denominator } = factor;
  return sharedRate(rule, { numerator: minus(numerator, denominator), denominator }, calculation.receipt);
}

function extraOf(
  factors: ReadonlyMap<BasketLine, Ratio>,
  factor: Factor,
  earnings: readonly Earning[],
): { total: Ratio; lines: Map<BasketLine, Integer>; denominator: Integer } {
  const extras = new Map<BasketLine, Ratio>();
  let total = none;
  for (const earning of earnings) {
    if (!concerns(factor, earning)) continue;
    for (const [index, line] of earning.lines.entries()) {
      const by = factors.get(line);
      if (by === undefined) continue;
      const extra = product(pointsOn(earning, index), growthOf(by));
      extras.set(line, addRatios(extras.get(line) ?? none, extra));
      total = addRatios(total, extra);
    }
  }
  // One denominator for all: that of the total is a multiple of every line's.
  const { denominator } = total;
  const lines = new Map<BasketLine, Integer>();
  for (const [line, extra] of extras) {
    const common = addRatios(extra, { numerator: 0, denominator }).numerator;
    // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are the same zero here.
    if (common != 0) lines.set(line, common);
  }
  return { total, lines, denominator };
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
