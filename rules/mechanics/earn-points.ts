/**
 * earn_points: so many points for each unit, each line, or the receipt.
 *
 *   50 per unit on 3 units                          → 150 points
 *   50 per unit on 1.250 kg                         → 50: a fractional quantity is one unit
 *   50 per line on lines of 3 units and of 1        → 100 points
 *   50 per receipt on lines of 30000 and 10000      → 50 points, 38 and 12 of them for the lines: by what they cost
 *   50 per receipt on a birthday                     → 50 points: nothing else can be counted without a purchase
 */
import { Type } from 'typebox';
import { Points } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { gainOf, pointsOverAll } from './shared/gains.ts';

export const earnPoints = gainMechanic({
  code: 'earn_points',
  type: 'points',
  params: Type.Object(
    { points: Points, per: Type.Enum(['unit', 'line', 'receipt']) },
    { additionalProperties: false, expected: '{points, per}' },
  ),
  reckons: 'base',
  units: false,
  gain({ points, per }, portions) {
    if (per === 'receipt') return pointsOverAll(portions, points);
    const weights = portions.map(({ unitCount }) => (per === 'unit' ? unitCount : 1));
    return gainOf(weights, points, 1, 'receipt');
  },
  occasion: ({ points, per }) => (per === 'receipt' ? { numerator: points, denominator: 1 } : undefined),
});
