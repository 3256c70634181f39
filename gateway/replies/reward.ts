import type { NewCoupon } from '../../ledger/coupons/coupon.ts';
import type { Reward } from '../../rules/model/evaluation.ts';
import type { AttributeValue } from '../../rules/model/receipt.ts';
import type { WireReward } from '../contract/reward.ts';

/** Of a committed receipt: coupons with their codes. One that could not be issued is not told of. */
export function withCoupons(rewards: readonly WireReward[], coupons: readonly NewCoupon[]): WireReward[] {
  return rewards.flatMap((reward) => {
    if (reward.kind !== 'coupon') return [reward];
    const coupon = coupons.find(({ rule }) => rule === reward.rule);
    return coupon === undefined ? [] : [{ ...reward, code: coupon.code, ...until(coupon) }];
  });
}

/** @param code of a coupon or a certificate that has been made */
export function rewardReply(reward: Reward, code?: string): WireReward {
  const made = { kind: reward.kind, rule: reward.rule, ...(code !== undefined && { code }) };
  switch (reward.kind) {
    case 'certificate':
      return { ...made, amount: reward.amount, ...until(reward) };
    case 'stamps':
      return { ...made, purse: reward.purse, count: reward.count, ...until(reward) };
    case 'attribute':
      return { ...made, name: reward.name, value: wireValue(reward.value) };
    default:
      return { ...made, ...reward };
  }
}

function until({ expiresAt }: { readonly expiresAt?: number }): { expiresAt?: string } {
  return expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
}

/** The wire's types know no readonly. */
export function wireValue(value: AttributeValue): string | number | boolean | string[] {
  return typeof value === 'object' ? [...value] : value;
}
