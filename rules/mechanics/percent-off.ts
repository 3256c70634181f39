/**
 * percent_off: a percentage off each selected line.
 *
 *   10% on 20000                                    → −2000
 *   7% on 3582                                      → 250.74, half up → −251
 *   5% on 10, 10, 10 with round: receipt            → 1.5, half up → −2, split −1, −1, 0
 *   10% on 60000 and 40000 with maxAmount 5000      → 6000 + 4000, bounded → −3000, −2000
 */
import { Type } from 'typebox';
import { Percent, PositiveAmount } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { percentOfEach } from './shared/gains.ts';

export const percentOff = gainMechanic({
  code: 'percent_off',
  type: 'price',
  params: Type.Object(
    {
      percent: Percent,
      maxAmount: Type.Optional(PositiveAmount),
      round: Type.Optional(Type.Enum(['line', 'receipt'], { default: 'line' })),
    },
    { additionalProperties: false, expected: '{percent, maxAmount, round}' },
  ),
  reckons: 'base',
  units: false,
  offer: ({ percent }) => ({ kind: 'percent', percent }),
  gain: ({ percent, maxAmount, round }, portions) => percentOfEach(portions, percent, round, maxAmount),
});
