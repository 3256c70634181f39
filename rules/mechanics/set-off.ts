/**
 * set_off: a percentage, or an amount, off each set of units.
 *
 *   15% off {A, B}: A 10000 + B 6000                → −2400, split −1500 and −900
 *   15% off {A, B}: A 10000 and no B                → nothing
 *   500 off {2 × A, B}: 4 × A 1000, 2 × B 600       → two sets: −770 on A, −230 on B
 */
import { Type } from 'typebox';
import { Percent, PositiveAmount } from '../program/schema/scalars.ts';
import { SetParts } from '../program/schema/set.ts';
import { gainMechanic, type Offer } from './mechanic.ts';
import { hundredths, percentDenominator } from './shared/gains.ts';
import { gainOfPresent, nearSet } from './shared/near-set.ts';
import { compileParts, formSets, gainOfSets, missingFromSet, worthOfSet } from './shared/sets.ts';

export const setOff = gainMechanic({
  code: 'set_off',
  type: 'price',
  params: Type.Object(
    { set: SetParts, percent: Type.Optional(Percent), amount: Type.Optional(PositiveAmount) },
    { additionalProperties: false, expected: '{set: [{items, quantity}], percent | amount}' },
  ),
  exactlyOne: ['percent', 'amount'],
  reckons: 'base',
  units: true,
  wants: ({ set }) => set.map(({ items }) => ({ items, mayLack: true })),
  compile: ({ set, ...off }, compiler) => ({ set: compileParts(set, compiler), ...off }),
  gain({ set, percent, amount }, portions, { member }) {
    const sets = formSets(set, portions, member).map((formed) => ({ ...formed, worth: amount ?? worthOfSet(formed) }));
    if (sets.length === 0) return undefined;
    const rate =
      percent === undefined
        ? { numerator: 1, denominator: 1 }
        : { numerator: hundredths(percent), denominator: percentDenominator };
    return gainOfSets(portions, sets, rate);
  },
  nudge({ set, percent, amount = 0 }, portions, { member }) {
    const near = nearSet(set, portions, member);
    if (near === undefined) return undefined;
    const { present, ...step } = near;
    // Of what is missing nobody knows the price: the discount is at least what falls on the rest.
    const least = (worth: number): number =>
      percent === undefined ? Math.min(worth, amount) : Math.floor((worth * hundredths(percent)) / percentDenominator);
    const gain = step.grown === undefined ? gainOfPresent(portions, present, least) : undefined;
    const offer: Offer = percent === undefined ? { kind: 'gain' } : { kind: 'set', percent };
    return { ...step, ...(gain === undefined ? {} : { gain }), offer };
  },
  shortfall: ({ set }, portions, { member }) => missingFromSet(set, portions, member),
});
