/**
 * An occasion: a registration, an activity, a birthday, the end of a period, another tier. Nothing is bought, so there are
 * no lines; only rules `on` it run, points groups and then rewards, and within a group one rule displaces another as on a
 * whole receipt.
 */
import { apartName } from '../compile/apart.ts';
import type { CompiledGroup, CompiledProgramme, CompiledRule } from '../compile/compiled.ts';
import { nothingWithoutGoods } from '../explain/reasons.ts';
import type { Accrual, Evaluation, EvaluationInput, Occasion, Redemption } from '../model/evaluation.ts';
import { admits, contendersOf } from './admit.ts';
import { answer } from './answer.ts';
import type { Bid } from './bid.ts';
import { beginCalculation, type Calculation } from './calculation.ts';
import { displace, type Market } from './displace.ts';
import { accrualOf, grant } from './earn.ts';
import { compareRatios, type Ratio } from './exact.ts';
import { allowanceOf } from './limits.ts';
import { giftsFor, type Side } from './referrer.ts';
import { RewardMarket } from './reward.ts';

interface OccasionBid extends Bid {
  readonly exact: Ratio;
}

const nothingSpent: Redemption = { redeemable: 0, allowed: 0, points: 0, amount: 0, requests: [], lines: [] };
const nothing: readonly never[] = [];

export function evaluateOccasion(programme: CompiledProgramme, input: EvaluationInput, { on }: Occasion): Evaluation {
  const own = programme.apart.get(apartName(on, 'member')) ?? [];
  const referrers = programme.apart.get(apartName(on, 'referrer')) ?? [];
  const groups = [...own, ...referrers];
  const calculation = beginCalculation(
    { ...programme, groups, candidates: () => groups.map(({ rules }) => rules) },
    input,
  );
  const accruals = giveAll(calculation, own);
  const referrer = giftsFor(calculation, referrers, giveAll);
  return answer(calculation, nothingSpent, undefined, accruals, referrer);
}

/** Points, and then rewards, of groups that are for one side. */
function giveAll(calculation: Side, groups: readonly CompiledGroup[]): Accrual[] {
  const accruals: Accrual[] = [];
  for (const [ordinal, group] of groups.entries()) {
    const rules = contendersOf(group, ordinal, calculation);
    const market = group.type === 'points' ? pointsMarket(calculation, group, accruals) : undefined;
    if (market !== undefined) displace(group, rules, market, calculation.trace);
    else displace(group, rules, new RewardMarket(calculation, group, ordinal, true), calculation.trace);
  }
  return accruals;
}

function pointsMarket(calculation: Calculation, group: CompiledGroup, accruals: Accrual[]): Market<OccasionBid> {
  const { trace, gains } = calculation;
  return {
    ordered: false,
    lines: [],
    admits: (rule) => admits(rule, group, calculation),
    bid,
    apply({ rule, exact }) {
      const granted = grant(rule, exact, calculation);
      if (granted !== undefined) accruals.push(accrualOf(rule, granted, []));
    },
  };

  function bid(rule: CompiledRule): OccasionBid | undefined {
    const mechanic = rule.implementation;
    const { refusal, points } = allowanceOf(rule, calculation);
    if (refusal !== undefined) return void trace?.note(rule, refusal.outcome, refusal.reason);
    const exact = mechanic.does === 'gain' ? mechanic.occasion?.(rule.params, gains) : undefined;
    // biome-ignore lint/suspicious/noDoubleEquals: 0 and 0n are the same zero here.
    if (exact === undefined || exact.numerator == 0) {
      const shortfall = mechanic.does === 'gain' ? mechanic.shortfall?.(rule.params, [], gains) : undefined;
      return void trace?.note(rule, 'unmet', shortfall ?? nothingWithoutGoods);
    }
    const { numerator: total, denominator } = points === undefined ? exact : lesserOf(exact, points.left);
    return { rule, lines: nothing, gains: nothing, numerator: 1, denominator, total, bundle: false, exact };
  }
}

/** What a rule with a limit can give at most: it displaces others by that. */
function lesserOf(exact: Ratio, left: number): Ratio {
  const most: Ratio = { numerator: left, denominator: 1 };
  return compareRatios(exact, most) > 0 ? most : exact;
}
