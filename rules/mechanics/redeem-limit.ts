/**
 * redeem_limit: points pay up to a percentage of each selected line; lines that no rule selects are paid with money.
 * `minNet` is what must be left to pay in money on each line. Worth 100, scale 0:
 *
 *   30% of 35820                                    → 10746 → 107 whole points → 10700
 *   99% of 35820                                    → 35461.80 → 354 points → 35400
 *   100% of 35820 with minNet 100                   → 35720 → 357 points → 35700
 *   50%, not on tobacco: bread 10000, tobacco 9000  → 5000 → 50 points, all of it on the bread
 */
import { Type } from 'typebox';
import { Amount, Percent } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { percentOfEach } from './shared/gains.ts';

export const redeemLimit = gainMechanic({
  code: 'redeem_limit',
  type: 'redemption',
  params: Type.Object(
    { percent: Percent, minNet: Type.Optional(Amount) },
    { additionalProperties: false, expected: '{percent, minNet}' },
  ),
  reckons: 'current',
  units: false,
  gain({ percent, minNet }, portions) {
    const gain = percentOfEach(portions, percent, 'receipt');
    return minNet === undefined
      ? gain
      : { ...gain, most: portions.map((portion) => Math.max(0, portion.base - minNet)) };
  },
  shortfall({ minNet }, portions) {
    const dearest = Math.max(...portions.map((portion) => portion.base));
    if (minNet === undefined || dearest > minNet) return undefined;
    return `minNet ${minNet} is not below the ${dearest} to pay on a line it matches`;
  },
});
