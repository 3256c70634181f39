/**
 * amount_off: a sum off each unit, each line, or the receipt.
 *
 *   500 per unit on 3 × 2000                        → −1500
 *   500 per unit on 1.250 kg for 4000               → −500: a fractional quantity is one unit
 *   500 per line on 3 × 2000 and 1 × 300            → −500 and −300: a line never goes below zero
 *   1000 per receipt on lines of 20000 and 10000    → −667 and −333, by what the lines cost
 */
import { Type } from 'typebox';
import { PositiveAmount } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { amountOverAll, gainOf } from './shared/gains.ts';

export const amountOff = gainMechanic({
  code: 'amount_off',
  type: 'price',
  params: Type.Object(
    { amount: PositiveAmount, per: Type.Enum(['unit', 'line', 'receipt']) },
    { additionalProperties: false, expected: '{amount, per}' },
  ),
  reckons: 'base',
  units: false,
  gain({ amount, per }, portions) {
    if (per === 'receipt') return amountOverAll(portions, amount);
    const weights = portions.map((portion) => (per === 'unit' ? portion.unitCount : 1));
    return gainOf(weights, amount, 1, 'line');
  },
});
