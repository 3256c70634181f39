import type { Reward } from '../../rules/model/evaluation.ts';
import type { WireReward } from '../contract/reward.ts';

/** @param code of a coupon or a certificate that has been made */
export function rewardReply(reward: Reward, code?: string): WireReward {
  const made = { kind: reward.kind, rule: reward.rule, ...(code !== undefined && { code }) };
  if (reward.kind !== 'certificate') return { ...made, ...reward };
  const { amount, expiresAt } = reward;
  return { ...made, amount, ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }) };
}
