/**
 * earn_per_spend: points for each full step of what is paid; the remainder is not carried over.
 *
 *   each 10000 → 5 points: 34999                    → 3 steps → 15 points
 *   each 10000 → 5 points: 9999                     → nothing
 */
import { Type } from 'typebox';
import { Points, PositiveAmount } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { pointsOverAll, worthOf } from './shared/gains.ts';
import { moneyInReach } from './shared/reach.ts';

export const earnPerSpend = gainMechanic({
  code: 'earn_per_spend',
  type: 'points',
  params: Type.Object(
    { each: PositiveAmount, points: Points },
    { additionalProperties: false, expected: '{each, points}' },
  ),
  reckons: 'base',
  units: false,
  gain({ each, points }, portions) {
    const steps = Math.floor(worthOf(portions) / each);
    return steps === 0 ? undefined : pointsOverAll(portions, steps * points);
  },
  nudge({ each, points }, portions) {
    const spent = worthOf(portions);
    const amount = each - (spent % each);
    if (!moneyInReach(amount, spent, each)) return undefined;
    const gain = pointsOverAll(portions, (Math.floor(spent / each) + 1) * points);
    return gain && { missing: { amount }, gain, offer: { kind: 'gain' } };
  },
  shortfall({ each }, portions) {
    const spent = worthOf(portions);
    return spent < each ? `${spent} of ${each} spent on the lines it matches` : undefined;
  },
});
