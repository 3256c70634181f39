/**
 * issue_coupon: a code of the campaign for the member, made when the receipt is committed. It needs a member.
 *
 *   campaign: come-again, a receipt with a card     → rewards: [{ kind: coupon, campaign: come-again }]
 *   with items: coffee and three lines of coffee    → one coupon, however many lines match
 *   a receipt without a card                        → nothing
 */
import { Type } from 'typebox';
import { Code } from '../program/schema/scalars.ts';
import { rewardMechanic } from './mechanic.ts';

export const issueCoupon = rewardMechanic({
  code: 'issue_coupon',
  type: 'reward',
  forMember: true,
  params: Type.Object({ campaign: Code }, { additionalProperties: false, expected: '{campaign}' }),
  reward: ({ campaign }) => ({ kind: 'coupon', campaign }),
});
