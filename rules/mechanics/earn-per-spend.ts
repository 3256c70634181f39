/**
 * earn_per_spend: points for each full step of what is paid; the remainder is not carried over.
 *
 *   each 10000 → 5 points: 34999                    → 3 steps → 15 points
 *   each 10000 → 5 points: 9999                     → nothing
 */
import { Type } from 'typebox';
import { Points, PositiveAmount } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';

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
    const bases = portions.map((portion) => portion.base);
    const spent = bases.reduce((sum, base) => sum + base, 0);
    const steps = Math.floor(spent / each);
    if (steps === 0) return undefined;
    return { weights: bases, numerator: steps * points, denominator: spent, round: 'receipt' };
  },
  shortfall({ each }, portions) {
    const spent = portions.reduce((sum, portion) => sum + portion.base, 0);
    return spent < each ? `${spent} of ${each} spent on the lines it matches` : undefined;
  },
});
