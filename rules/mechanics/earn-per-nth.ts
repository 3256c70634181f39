/**
 * earn_per_nth: points for every n units, or for every nth line. It counts, and consumes nothing.
 *
 *   n 3, 10 points, of unit: 7 units                → 2 × 10 → 20 points; the seventh is not carried over
 *   n 3, 10 points, of unit: lines of 4 and 3 units → 20 points, 11 and 9 of them for the lines: by their units
 *   n 3, 10 points, of line: 7 lines                → 10 for the 3rd and 10 for the 6th
 *   n 3, 10 points, of line: 2 lines                → nothing
 */
import { Type } from 'typebox';
import { countFrom, Points } from '../program/schema/scalars.ts';
import { gainMechanic, type Portion } from './mechanic.ts';
import { gainOf } from './shared/gains.ts';
import { unitsInReach } from './shared/reach.ts';

export const earnPerNth = gainMechanic({
  code: 'earn_per_nth',
  type: 'points',
  params: Type.Object(
    { n: countFrom(1), points: Points, of: Type.Enum(['unit', 'line']) },
    { additionalProperties: false, expected: '{n, points, of}' },
  ),
  reckons: 'base',
  units: false,
  gain({ n, points, of }, portions) {
    const count = countOf(of, portions);
    const times = Math.floor(count / n);
    if (times === 0) return undefined;
    if (of === 'unit') {
      const weights = portions.map(({ unitCount }) => unitCount);
      return gainOf(weights, times * points, count, 'receipt');
    }
    const weights = portions.map((_, place) => ((place + 1) % n === 0 ? 1 : 0));
    return gainOf(weights, points, 1, 'receipt');
  },
  nudge({ n, points, of }, portions) {
    const count = countOf(of, portions);
    const missing = n - (count % n);
    if (!unitsInReach(missing, count % n)) return undefined;
    const then = (Math.floor(count / n) + 1) * points;
    const weights = portions.map((_, place) => (place === 0 ? 1 : 0));
    const gain = gainOf(weights, then, 1, 'receipt');
    return { missing: { quantity: missing }, gain, offer: { kind: 'gain' } };
  },
  shortfall({ n, of }, portions) {
    const count = countOf(of, portions);
    if (count >= n) return undefined;
    return of === 'unit' ? `${count} of ${n} units of the lines it matches` : `${count} of ${n} lines it matches`;
  },
});

function countOf(of: 'unit' | 'line', portions: readonly Portion[]): number {
  return of === 'line' ? portions.length : portions.reduce((sum, { unitCount }) => sum + unitCount, 0);
}
