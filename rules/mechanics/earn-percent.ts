/**
 * earn_percent: points worth a percentage of what is paid. Worth 100, scale 0, floor:
 *
 *   1% on 35820                                     → 358.20 minor units → 3.582 → 3 points
 *   1% on ten lines of 3582                         → 3 points all the same: rounded once over the receipt
 *   1% on 35820, ×10 by a multiplier                → 35 points: the multiplier comes before the rounding
 */
import { Type } from 'typebox';
import { Percent } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { percentBack } from './shared/gains.ts';

export const earnPercent = gainMechanic({
  code: 'earn_percent',
  type: 'points',
  params: Type.Object({ percent: Percent }, { additionalProperties: false, expected: '{percent}' }),
  reckons: 'base',
  units: false,
  offer: ({ percent }) => ({ kind: 'percent', percent }),
  gain: ({ percent }, portions, context) => percentBack(portions, percent, context),
});
