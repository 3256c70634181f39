/**
 * Reward groups: what a receipt brings besides money off and points. They run last, when everything else is known. A
 * reward is for the receipt; `items` say which lines there must be for it, at whatever price they went.
 */
import type { CompiledGroup, CompiledRule } from '../compile/compiled.ts';
import { nobodyIsRewarded, noLineMatches, rewarded, told } from '../explain/reasons.ts';
import type { Reward } from '../mechanics/mechanic.ts';
import { admits } from './admit.ts';
import type { BasketLine } from './basket.ts';
import { type Calculation, mechanicOf } from './calculation.ts';
import type { Bid, Market } from './displace.ts';
import { allowanceOf, usesOf } from './limits.ts';

interface RewardBid extends Bid {
  readonly reward: Reward;
}

const nothing = { amount: 0, points: 0 };

/** @param withoutGoods on an occasion nothing is bought, and nothing need be */
export function rewardMarket(
  calculation: Calculation,
  group: CompiledGroup,
  ordinal: number,
  withoutGoods = false,
): Market<RewardBid> {
  const { basket, member, messages, receipt, rewards, trace, uses } = calculation;
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
    const reward = mechanic.reward(rule.params, { receipt });
    // A coupon is sent to its member; a certificate is printed for whoever stands there.
    if (reward.kind === 'coupon' && member === undefined) return void trace?.note(rule, 'unmet', nobodyIsRewarded);
    const { refusal } = allowanceOf(rule, calculation);
    if (refusal !== undefined) return void trace?.note(rule, refusal.outcome, refusal.reason);
    const lines = new Map<BasketLine, number>();
    for (const line of basket.lines) {
      if (line.closedBy < ordinal || (open !== undefined && !open.has(line))) continue;
      if (rule.items === undefined || rule.items.matches(line.source, member)) lines.set(line, 0);
    }
    if (lines.size === 0 && !withoutGoods) return void trace?.note(rule, 'unmet', noLineMatches);
    const total = { numerator: 0, denominator: 1 };
    return { rule, total, lines, denominator: 1, bundle: false, reward };
  }

  function apply({ rule, lines, reward }: RewardBid): void {
    if (reward.kind === 'message') messages.push({ to: reward.to, text: reward.text });
    else rewards.push({ ...reward, rule: rule.code });
    if (rule.exclusive) for (const line of lines.keys()) line.closedBy = Math.min(line.closedBy, ordinal);
    uses.push(...usesOf(rule, nothing, calculation));
    calculation.coupons.use(rule);
    trace?.note(rule, 'applied', reward.kind === 'message' ? told(reward.to) : rewarded(reward));
  }
}
