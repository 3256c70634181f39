/**
 * fixed_price: each unit of the selected lines costs `price`; it never raises one.
 *
 *   5 × 1299 at price 999                           → 6495 − 4995 → −1500
 *   1 × 899 at price 999                            → nothing
 *   1.250 kg for 2000 at price 1500                 → 2000 − 1875 → −125
 */
import { Type } from 'typebox';
import { decimal } from '../explain/reasons.ts';
import { Amount } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { gainOf } from './shared/gains.ts';

export const fixedPrice = gainMechanic({
  code: 'fixed_price',
  type: 'price',
  params: Type.Object({ price: Amount }, { additionalProperties: false, expected: '{price}' }),
  reckons: 'current',
  units: false,
  offer: ({ price }) => ({ kind: 'price', price }),
  gain({ price }, portions) {
    // In thousandths of a minor unit, since quantities are thousandths of a unit: rounded once, with everything else.
    const weights = portions.map((portion) => Math.max(0, portion.base * 1000 - price * portion.quantity));
    return gainOf(weights, 1, 1000, 'line');
  },
  shortfall({ price }, portions) {
    const dearest = Math.max(...portions.map((portion) => (portion.base * 1000) / portion.quantity));
    if (dearest > price) return undefined;
    return `price ${price} is not below the ${decimal(dearest)} paid for a unit of the lines it matches`;
  },
});
