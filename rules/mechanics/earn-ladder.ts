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
 */
import { Type } from 'typebox';
import { Expression, Percent, Points } from '../program/schema/scalars.ts';
import { stepsOf } from '../program/schema/steps.ts';
import { gainMechanic } from './mechanic.ts';
import { percentBack, pointsOverAll } from './shared/gains.ts';
import { belowSteps, stepReached } from './shared/ladder.ts';

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
  shortfall: ({ by, steps }, _, { numbers }) => belowSteps(by, numbers.get(by), steps),
});
