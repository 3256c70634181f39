/**
 * earn_ladder: points worth a percentage of what is paid, or so many for the receipt, by the highest step that a number
 * has reached. Worth 100, scale 0:
 *
 *   by receipt.total, 0.5% from 0, 1% from 55500:
 *   a receipt of 55499                              → 0.5% → 277.495 minor units → 2.77 → 2 points
 *   a receipt of 55500                              → 1% → 555 → 5.55 → 5 points
 *   by member.purchases, 100 points from 10:
 *   the tenth purchase                              → nothing: there were nine before it
 *   the eleventh                                    → 100 points
 *
 * Without a purchase, on period:quarter say, a percentage is of the ladder's own number, as minor units:
 *   by counter("sold-quarter", -1), 2% from 5000000:
 *   a quarter of 6000000                            → 2% of it → 120000 → 1200 points
 */
import { Type } from 'typebox';
import { times } from '../evaluate/exact.ts';
import { Expression, Percent, Points } from '../program/schema/scalars.ts';
import { stepsOf } from '../program/schema/steps.ts';
import { gainMechanic } from './mechanic.ts';
import { hundredths, percentBack, percentDenominator, pointsOverAll } from './shared/gains.ts';
import { belowSteps, nextStep, stepReached } from './shared/ladder.ts';

export const earnLadder = gainMechanic({
  code: 'earn_ladder',
  type: 'points',
  params: Type.Object(
    { by: Expression, steps: stepsOf({ percent: Type.Optional(Percent), points: Type.Optional(Points) }) },
    { additionalProperties: false, expected: '{by, steps: [{from, percent | points}]}' },
  ),
  exactlyOne: ['percent', 'points'],
  reckons: 'base',
  units: false,
  compile: ({ by, steps }, compiler) => ({ by: compiler.number(by), steps }),
  gain({ by, steps }, portions, context) {
    const { percent, points } = stepReached(steps, context.numbers.get(by)) ?? {};
    if (percent !== undefined) return percentBack(portions, percent, context);
    return points === undefined ? undefined : pointsOverAll(portions, points);
  },
  occasion({ by, steps }, { points: { unitWorth }, numbers }) {
    const value = numbers.get(by) ?? 0;
    const { percent, points = 0 } = stepReached(steps, numbers.get(by)) ?? {};
    if (percent === undefined) return { numerator: points, denominator: 1 };
    const money = Math.max(0, Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER));
    return { numerator: times(money, hundredths(percent)), denominator: times(percentDenominator, unitWorth) };
  },
  nudge({ by, steps }, portions, context) {
    const next = nextStep(by, context.numbers.get(by), steps);
    if (next === undefined) return undefined;
    const { missing, goods } = next;
    const { percent, points = 0 } = next.step;
    if (percent !== undefined) {
      return { missing, goods, gain: percentBack(portions, percent, context), offer: { kind: 'percent', percent } };
    }
    const gain = pointsOverAll(portions, points);
    return gain && { missing, goods, gain, offer: { kind: 'gain' } };
  },
  shortfall: ({ by, steps }, _, { numbers }) => belowSteps(by, numbers.get(by), steps),
});
