/**
 * per_spend_off: so many percent, or so much money, for each full step of what its lines cost; `maxPercent` is the most.
 *
 *   1% for each 100000, at most 5%: 350000          → 3 steps → 3% → −10500
 *   1% for each 100000, at most 5%: 900000          → 5% → −45000
 *   1% for each 100000: 99999                       → nothing
 *   3000 for each 100000: 150000 and 50000          → 2 steps → −6000, by what the lines cost: −4500, −1500
 *   3000 for each 10000, at most 20%: 35000         → 9000, bounded by 20% of 35000 → −7000
 */
import { Type } from 'typebox';
import { Percent, PositiveAmount } from '../program/schema/scalars.ts';
import { type Gain, gainMechanic, type Offer, type Portion } from './mechanic.ts';
import { amountOverAll, hundredths, percentDenominator, percentOfEach, worthOf } from './shared/gains.ts';
import { moneyInReach } from './shared/reach.ts';

export const perSpendOff = gainMechanic({
  code: 'per_spend_off',
  type: 'price',
  params: Type.Object(
    {
      each: PositiveAmount,
      percent: Type.Optional(Percent),
      amount: Type.Optional(PositiveAmount),
      maxPercent: Type.Optional(Percent),
    },
    { additionalProperties: false, expected: '{each, percent | amount, maxPercent}' },
  ),
  exactlyOne: ['percent', 'amount'],
  reckons: 'base',
  units: false,
  gain: (params, portions) => gainAt(Math.floor(worthOf(portions) / params.each), params, portions),
  nudge(params, portions) {
    const { each, percent, maxPercent = 100 } = params;
    const spent = worthOf(portions);
    const missing = each - (spent % each);
    if (!moneyInReach(missing, spent, each)) return undefined;
    const steps = Math.floor(spent / each) + 1;
    const gain = gainAt(steps, params, portions);
    if (gain === undefined) return undefined;
    const offer: Offer =
      percent === undefined
        ? { kind: 'gain' }
        : { kind: 'percent', percent: Math.min((steps * hundredths(percent)) / 100, maxPercent) };
    return { missing: { amount: missing }, gain, offer };
  },
  shortfall({ each }, portions) {
    const spent = worthOf(portions);
    return spent < each ? `${spent} of ${each} spent on the lines it matches` : undefined;
  },
});

interface PerSpend {
  readonly percent?: number;
  readonly amount?: number;
  readonly maxPercent?: number;
}

function gainAt(
  steps: number,
  { percent, amount = 0, maxPercent = 100 }: PerSpend,
  portions: readonly Portion[],
): Gain | undefined {
  if (steps === 0) return undefined;
  if (percent !== undefined) return percentOfEach(portions, Math.min((steps * hundredths(percent)) / 100, maxPercent));
  // Compared as decimals of floats this could be off by a hair; as products of whole numbers it is exact.
  const bound = BigInt(worthOf(portions)) * BigInt(hundredths(maxPercent));
  if (BigInt(steps) * BigInt(amount) * BigInt(percentDenominator) <= bound) {
    return amountOverAll(portions, steps * amount);
  }
  return percentOfEach(portions, maxPercent, 'receipt');
}
