/**
 * Reward groups: what a receipt brings besides money off and points. They run last, when everything else is known. A
 * reward is for the receipt; `items` say which lines there must be for it, at whatever price they went.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, nobodyIsRewarded, noLineMatches, nothingOf, rewarded } from '../explain/reasons.ts';
import type { Reward, RewardContext, RewardLine } from '../mechanics/mechanic.ts';
import type { StampsReward } from '../model/evaluation.ts';
import { admits } from './admit.ts';
import { allocate } from './allocate.ts';
import { type BasketLine, worthOf } from './basket.ts';
import { type Calculation, mechanicOf } from './calculation.ts';
import { addDuration } from './calendar.ts';
import type { Bid, Market } from './displace.ts';
import { allowanceOf, type Remainder, usesOf } from './limits.ts';
import { unitCount } from './runs.ts';

interface RewardBid extends Bid {
  readonly reward: Reward;
  /** The limit that cut it. */
  readonly cut: Remainder | undefined;
}

/** @param withoutGoods on an occasion nothing is bought, and nothing need be */
export function rewardMarket(
  calculation: Calculation,
  group: CompiledGroup,
  ordinal: number,
  withoutGoods = false,
): Market<RewardBid> {
  const { basket, costs, member, messages, receipt, rewards, trace, uses } = calculation;
  return {
    ordered: false,
    lines: basket.lines,
    admits: (rule) => admits(rule, group, calculation),
    bid,
    apply,
  };

  function bid(rule: CompiledRule, open: ReadonlySet<BasketLine> | undefined): RewardBid | undefined {
    const mechanic = mechanicOf(rule);
    if (mechanic.does !== 'reward') throw new Error(`rule ${rule.code}: ${rule.mechanic} is no reward`);
    if (mechanic.forMember && member === undefined) return void trace?.note(rule, 'unmet', nobodyIsRewarded);
    const { refusal, points: limit } = allowanceOf(rule, calculation);
    if (refusal !== undefined) return void trace?.note(rule, refusal.outcome, refusal.reason);
    const unpaid = costs.refusal(rule, 'reward');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    const lines = new Map<BasketLine, number>();
    for (const line of basket.lines) {
      if (line.closedBy < ordinal || (open !== undefined && !open.has(line))) continue;
      if (rule.items === undefined || rule.items.matches(line.source, member)) lines.set(line, 0);
    }
    if (lines.size === 0 && !withoutGoods) return void trace?.note(rule, 'unmet', noLineMatches);
    const context: RewardContext = { receipt, lines: [...lines.keys()].map((line) => rewardLine(line, group)) };
    const whole = mechanic.reward(rule.params, context);
    if (whole === undefined) {
      const worth = context.lines.reduce((sum, { base }) => sum + base, 0);
      return void trace?.note(rule, 'unmet', mechanic.shortfall?.(rule.params, context) ?? nothingOf(worth));
    }
    const cut = limit !== undefined && whole.kind === 'stamps' && whole.count > limit.left ? limit : undefined;
    const reward = cut !== undefined && whole.kind === 'stamps' ? { ...whole, count: cut.left } : whole;
    const total = { numerator: 0, denominator: 1 };
    return { rule, total, lines, denominator: 1, bundle: false, reward, cut };
  }

  function apply({ rule, lines, reward, cut }: RewardBid): void {
    // Another winner of the group may have been paid with what this one costs.
    const unpaid = costs.refusal(rule, 'reward');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    costs.take(rule, lines.keys());
    if (reward.kind === 'message') messages.push({ to: reward.to, text: reward.text });
    else if (reward.kind === 'stamps') rewards.push(stampsOf(rule, reward, [...lines.keys()], calculation));
    else rewards.push({ ...reward, rule: rule.code });
    if (rule.exclusive) for (const line of lines.keys()) line.closedBy = Math.min(line.closedBy, ordinal);
    uses.push(...usesOf(rule, { amount: 0, points: reward.kind === 'stamps' ? reward.count : 0 }, calculation));
    calculation.coupons.use(rule);
    if (cut === undefined) trace?.note(rule, 'applied', rewarded(reward));
    else trace?.note(rule, 'limited', `${limitCut(cut.limit, cut.left)}; ${rewarded(reward)}`);
  }
}

function rewardLine(line: BasketLine, group: CompiledGroup): RewardLine {
  return { source: line.source, unitCount: unitCount(line.source.quantity), base: worthOf(line, group.base) };
}

/** Each line's share of the stamps, for returns; and until when they are to be had. */
function stampsOf(
  rule: CompiledRule,
  { kind, purse, count, weights }: Extract<Reward, { kind: 'stamps' }>,
  lines: readonly BasketLine[],
  { policy, receipt }: Calculation,
): StampsReward {
  const expireAfter = policy.purses.find(({ code }) => code === purse)?.expireAfter;
  const parts = allocate(weights.length === 0 ? 0 : count, weights);
  return {
    kind,
    rule: rule.code,
    purse,
    count,
    ...(expireAfter === undefined
      ? {}
      : { expiresAt: addDuration(receipt.businessTime, expireAfter, receipt.store.timezone) }),
    lines: lines.flatMap(({ source }, index) => {
      const points = parts[index] ?? 0;
      return points === 0 ? [] : [{ line: source.line, points }];
    }),
  };
}
