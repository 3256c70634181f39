/**
 * award_badge: a sign on the member's profile, had once and kept.
 *
 *   badge: explorer, on a receipt in a second city  → rewards: [{ kind: badge, rule, badge: explorer }]
 *   the same again                                  → told again, had once
 *   the receipt that gave it is cancelled           → gone, unless it was there before
 */
import { Type } from 'typebox';
import { Code } from '../program/schema/scalars.ts';
import { rewardMechanic } from './mechanic.ts';

export const awardBadge = rewardMechanic({
  code: 'award_badge',
  type: 'reward',
  forMember: true,
  params: Type.Object({ badge: Code }, { additionalProperties: false, expected: '{badge}' }),
  reward: ({ badge }) => ({ kind: 'badge', badge }),
});
