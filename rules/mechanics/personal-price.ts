/**
 * personal_price: what an uploaded list says of the member and the sku: percent off, an amount off each unit, or the
 * price of a unit, which never raises one.
 *
 *   coffee 15 percent, 2 × 20000                    → −6000
 *   tea 500 off each unit, 3 × 4000                 → −1500
 *   cocoa at 9900, 2 × 12000                        → 24000 − 19800 → −4200
 *   cocoa at 9900, 1 × 9500                         → nothing
 *   milk, of which the list says nothing            → nothing
 */
import { Type } from 'typebox';
import type { MemberState } from '../model/member-state.ts';
import { Code } from '../program/schema/scalars.ts';
import { gainMechanic, type Portion } from './mechanic.ts';
import { gainOf, hundredths, percentDenominator } from './shared/gains.ts';

type PersonalPrices = NonNullable<MemberState['personalPrices']>[string];

export const personalPrice = gainMechanic({
  code: 'personal_price',
  type: 'price',
  params: Type.Object({ list: Code }, { additionalProperties: false, expected: '{list}' }),
  reckons: 'base',
  units: false,
  gain({ list }, portions, { member }) {
    const prices = pricesOf(member, list);
    if (prices === undefined) return undefined;
    const weights = portions.map((portion) => tenThousandths(portion, prices));
    if (!weights.some((weight) => weight > 0)) return undefined;
    return gainOf(weights, 1, percentDenominator, 'line');
  },
  shortfall({ list }, portions, { member }) {
    if (member === undefined) return 'no member';
    const prices = pricesOf(member, list);
    if (portions.some(({ source }) => Object.hasOwn(prices ?? {}, source.sku))) return undefined;
    return `${list} has no price of the member for the lines it matches`;
  },
});

function pricesOf(member: MemberState | undefined, list: string): PersonalPrices | undefined {
  const all = member?.personalPrices ?? {};
  return Object.hasOwn(all, list) ? all[list] : undefined;
}

/** What comes off, in ten-thousandths of a minor unit, where percents and prices of thousandths of a unit are whole. */
function tenThousandths({ source, base, left, quantity, unitCount }: Portion, prices: PersonalPrices): number {
  const { percent, amount, price } = (Object.hasOwn(prices, source.sku) && prices[source.sku]) || {};
  if (percent !== undefined) return base * hundredths(percent);
  if (amount !== undefined) return Math.min(amount * unitCount, left) * percentDenominator;
  if (price !== undefined) return Math.max(0, left * 1000 - price * quantity) * (percentDenominator / 1000);
  return 0;
}
