/**
 * ladder_off: a percentage off each line, or an amount off all of them, by the highest step that a number has reached.
 *
 *   by receipt.total, 3% from 500000, 7% from 2000000:
 *   a receipt of 499999                             → nothing
 *   a receipt of 500000                             → 3% → −15000
 *   a receipt of 2000000                            → 7% → −140000
 *   by member.purchases, 500 from 10:
 *   the eleventh purchase, 3000 and 1000            → −500, by what the lines cost: −375, −125
 */
import { Type } from 'typebox';
import { Expression, Percent, PositiveAmount } from '../program/schema/scalars.ts';
import { stepsOf } from '../program/schema/steps.ts';
import { gainMechanic } from './mechanic.ts';
import { amountOverAll, percentOfEach } from './shared/gains.ts';
import { belowSteps, nextStep, stepReached } from './shared/ladder.ts';

export const ladderOff = gainMechanic({
  code: 'ladder_off',
  type: 'price',
  params: Type.Object(
    { by: Expression, steps: stepsOf({ percent: Type.Optional(Percent), amount: Type.Optional(PositiveAmount) }) },
    { additionalProperties: false, expected: '{by, steps: [{from, percent | amount}]}' },
  ),
  exactlyOne: ['percent', 'amount'],
  reckons: 'base',
  units: false,
  compile: ({ by, steps }, compiler) => ({ by: compiler.number(by), steps }),
  gain({ by, steps }, portions, { numbers }) {
    const { percent, amount } = stepReached(steps, numbers.get(by)) ?? {};
    if (percent !== undefined) return percentOfEach(portions, percent);
    return amount === undefined ? undefined : amountOverAll(portions, amount);
  },
  nudge({ by, steps }, portions, { numbers }) {
    const next = nextStep(by, numbers.get(by), steps);
    if (next === undefined) return undefined;
    const { missing, goods } = next;
    const { percent, amount = 0 } = next.step;
    if (percent !== undefined) {
      return { missing, goods, gain: percentOfEach(portions, percent), offer: { kind: 'percent', percent } };
    }
    const gain = amountOverAll(portions, amount);
    return gain && { missing, goods, gain, offer: { kind: 'gain' } };
  },
  shortfall: ({ by, steps }, _, { numbers }) => belowSteps(by, numbers.get(by), steps),
});
