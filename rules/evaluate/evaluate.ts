/**
 * The evaluator: a receipt, a member and a programme in, every price, point and reason out. Pure: the same input gives
 * the same JSON for ever, and the input is never written to.
 *
 *   price groups → what points may pay → redemption → what was charged instead → points → multipliers → rounding
 *   → rewards
 */
import { apartName } from '../compile/apart.ts';
import type { CompiledGroup, CompiledProgramme, CompiledRule, GroupType } from '../compile/compiled.ts';
import { nobodyEarns } from '../explain/reasons.ts';
import type { Accrual, Evaluation, EvaluationInput, Redemption, Variance } from '../model/evaluation.ts';
import { contendersOf } from './admit.ts';
import { answer } from './answer.ts';
import { openForNextType, startEarning } from './basket.ts';
import { beginCalculation, type Calculation } from './calculation.ts';
import { type Caps, RedemptionMarket } from './caps.ts';
import { roundCash } from './cash-rounding.ts';
import { settleCharged } from './charged.ts';
import { displace } from './displace.ts';
import { accrue, type Earning, EarningMarket } from './earn.ts';
import { joinListing } from './listing.ts';
import { FactorMarket } from './multiply.ts';
import { evaluateOccasion } from './occasion.ts';
import { PriceMarket } from './price.ts';
import { redeem } from './redeem.ts';
import { giftsFor, type Side } from './referrer.ts';
import { RewardMarket } from './reward.ts';
import { reopenUnits } from './runs.ts';

const toReferrer = apartName('receipt', 'referrer');

/** Throws only where the programme was not compiled by rules/compile, or amounts leave the integers. */
export function evaluate(programme: CompiledProgramme, input: EvaluationInput): Evaluation {
  const { receipt, occasion } = input;
  if (occasion !== undefined) return evaluateOccasion(programme, input, occasion);
  if (receipt.mode === 'basket') {
    const evaluation = evaluateBasket(programme, input);
    if (input.explain !== true || input.nudge !== true) return evaluation;
    // A trace asks every rule, and of those that the index leaves out many are near.
    return { ...evaluation, nudges: evaluateBasket(programme, { ...input, explain: false }).nudges };
  }
  const alone = receipt.lines.map((line) => {
    const { charged: _, ...rest } = receipt;
    return evaluateBasket(programme, { ...input, receipt: { ...rest, lines: [line], redeem: [] } });
  });
  return joinListing(programme, input, alone);
}

function evaluateBasket(programme: CompiledProgramme, input: EvaluationInput): Evaluation {
  const calculation = beginCalculation(programme, input);
  discount(calculation);
  const { redemption, variance } = pay(calculation);
  const accruals = earn(calculation);
  reward(calculation);
  const referrer = giftsFor(calculation, programme.apart.get(toReferrer) ?? [], giveToReferrer);
  const evaluation = answer(calculation, redemption, variance, accruals, referrer);
  if (input.explain === true || !calculation.coupons.unused) return evaluation;
  // A coupon that is refused says why. Only a trace knows what came of its rules.
  return { ...evaluation, coupons: evaluateBasket(programme, { ...input, explain: true }).coupons };
}

function discount(calculation: Calculation): void {
  const { basket, trace } = calculation;
  eachGroup(calculation, 'price', (group, ordinal, rules) => {
    displace(group, rules, new PriceMarket(calculation, group, ordinal), trace);
    reopenUnits(basket.lines);
  });
  openForNextType(basket);
}

function pay(calculation: Calculation): { redemption: Redemption; variance: Variance | undefined } {
  const caps: Caps = { lines: new Array(calculation.basket.lines.length).fill(undefined), rules: [] };
  eachGroup(calculation, 'redemption', (group, ordinal, rules) => {
    displace(group, rules, new RedemptionMarket(calculation, group, ordinal, caps), calculation.trace);
  });
  const redemption = redeem(calculation, caps);
  roundCash(calculation);
  const { charged } = calculation.receipt;
  return charged === undefined ? { redemption, variance: undefined } : settleCharged(calculation, redemption, charged);
}

function earn(calculation: Calculation): Accrual[] {
  const { trace, basket, policy, programme, receipt, member } = calculation;
  // Points need somebody to have them. A listing is asked about before anybody has shown a card: what could be earned.
  if (member === undefined && receipt.mode === 'basket') {
    for (const { type, rules } of programme.groups) {
      if (type === 'points') for (const rule of rules) trace?.note(rule, 'unmet', nobodyEarns);
    }
    return [];
  }
  startEarning(basket, policy);
  const earnings: Earning[] = [];
  const multipliers: { group: CompiledGroup; ordinal: number; rules: CompiledRule[] }[] = [];
  eachGroup(calculation, 'points', (group, ordinal, rules) => {
    const factors = rules.some(isFactor) ? rules.filter(isFactor) : [];
    const earners = factors.length === 0 ? rules : rules.filter((rule) => !isFactor(rule));
    if (earners.length > 0) {
      displace(group, earners, new EarningMarket(calculation, group, ordinal, earnings), trace);
      reopenUnits(basket.lines);
    }
    if (factors.length > 0) multipliers.push({ group, ordinal, rules: factors });
  });
  for (const { group, ordinal, rules } of multipliers) {
    displace(group, rules, new FactorMarket(calculation, group, ordinal, earnings), trace);
  }
  return accrue(calculation, earnings);
}

function isFactor({ implementation }: CompiledRule): boolean {
  return implementation.does === 'factor';
}

function reward(calculation: Calculation): void {
  openForNextType(calculation.basket);
  eachGroup(calculation, 'reward', (group, ordinal, rules) => {
    displace(group, rules, new RewardMarket(calculation, group, ordinal), calculation.trace);
  });
}

/** On the lines as they were paid; the ordinals of these groups are their own, since no member's rule closes them a line. */
function giveToReferrer(side: Side, groups: readonly CompiledGroup[]): Accrual[] {
  const earnings: Earning[] = [];
  for (const [ordinal, group] of groups.entries()) {
    const rules = contendersOf(group, ordinal, side);
    if (group.type === 'points') displace(group, rules, new EarningMarket(side, group, ordinal, earnings), side.trace);
    else displace(group, rules, new RewardMarket(side, group, ordinal), side.trace);
    reopenUnits(side.basket.lines);
  }
  return accrue(side, earnings);
}

function eachGroup(
  calculation: Calculation,
  type: GroupType,
  run: (group: CompiledGroup, ordinal: number, rules: readonly CompiledRule[]) => void,
): void {
  const { groups } = calculation.programme;
  for (let ordinal = 0; ordinal < groups.length; ordinal++) {
    const group = groups[ordinal] as CompiledGroup;
    if (group.type !== type) continue;
    const rules = contendersOf(group, ordinal, calculation);
    if (rules.length > 0) run(group, ordinal, rules);
  }
}
