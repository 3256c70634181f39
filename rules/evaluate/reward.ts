/**
 * Reward groups: what a receipt brings besides money off and points. They run last, when everything else is known. A
 * reward is for the receipt; `items` say which lines there must be for it, at whatever price they went.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { limitCut, nobodyIsRewarded, noLineMatches, nothingOf, rewarded } from '../explain/reasons.ts';
import type { Reward, RewardContext, RewardLine } from '../mechanics/mechanic.ts';
import type { StampsReward } from '../model/evaluation.ts';
import { allocate } from './allocate.ts';
import { type BasketLine, worthOf } from './basket.ts';
import type { Bid, LineMarks } from './bid.ts';
import type { Calculation } from './calculation.ts';
import { addDuration } from './calendar.ts';
import type { Market } from './displace.ts';
import { allowanceOf, type Remainder, useLimits } from './limits.ts';
import { GroupMarket } from './market.ts';
import { unitCount } from './runs.ts';

interface RewardBid extends Bid {
  readonly reward: Reward;
  /** The limit that cut it. */
  readonly cut: Remainder | undefined;
}

export class RewardMarket extends GroupMarket implements Market<RewardBid> {
  readonly ordered = false;
  readonly #withoutGoods: boolean;

  /** @param withoutGoods on an occasion nothing is bought, and nothing need be */
  constructor(calculation: Calculation, group: CompiledGroup, ordinal: number, withoutGoods = false) {
    super(calculation, group, ordinal);
    this.#withoutGoods = withoutGoods;
  }

  bid(rule: CompiledRule, open?: LineMarks): RewardBid | undefined {
    const { costs, member, receipt, trace } = this.calculation;
    const mechanic = rule.implementation;
    if (mechanic.does !== 'reward') throw new Error(`rule ${rule.code}: ${rule.mechanic} is no reward`);
    if (mechanic.forMember && member === undefined) return void trace?.note(rule, 'unmet', nobodyIsRewarded);
    const { refusal, points: limit } = allowanceOf(rule, this.calculation);
    if (refusal !== undefined) return void trace?.note(rule, refusal.outcome, refusal.reason);
    const unpaid = costs.refusal(rule, 'reward');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    const lines = this.lines.filter((line) => {
      if (line.closedBy < this.ordinal || (open !== undefined && open[line.index] !== true)) return false;
      return rule.items === undefined || rule.items.matches(line.source, member);
    });
    if (lines.length === 0 && !this.#withoutGoods) return void trace?.note(rule, 'unmet', noLineMatches);
    const context: RewardContext = { receipt, lines: lines.map((line) => rewardLine(line, this.group)) };
    const whole = mechanic.reward(rule.params, context);
    if (whole === undefined) {
      const worth = context.lines.reduce((sum, { base }) => sum + base, 0);
      return void trace?.note(rule, 'unmet', mechanic.shortfall?.(rule.params, context) ?? nothingOf(worth));
    }
    const cut = limit !== undefined && whole.kind === 'stamps' && whole.count > limit.left ? limit : undefined;
    const reward = cut !== undefined && whole.kind === 'stamps' ? { ...whole, count: cut.left } : whole;
    const gains = lines.map(() => 0);
    return { rule, lines, gains, numerator: 1, denominator: 1, total: 0, bundle: false, reward, cut };
  }

  apply({ rule, lines, reward, cut }: RewardBid): void {
    const { coupons, costs, messages, rewards, trace } = this.calculation;
    // Another winner of the group may have been paid with what this one costs.
    const unpaid = costs.refusal(rule, 'reward');
    if (unpaid !== undefined) return void trace?.note(rule, 'unmet', unpaid);
    costs.take(rule, lines);
    if (reward.kind === 'message') messages.push({ to: reward.to, text: reward.text });
    else if (reward.kind === 'stamps') rewards.push(stampsOf(rule, reward, lines, this.calculation));
    else rewards.push({ ...reward, rule: rule.code });
    if (rule.exclusive) for (const line of lines) line.closedBy = Math.min(line.closedBy, this.ordinal);
    useLimits(rule, 0, reward.kind === 'stamps' ? reward.count : 0, this.calculation);
    coupons.use(rule);
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
