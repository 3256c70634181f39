/**
 * set_price: a set of units for one price; a set that costs no more than that stays as it is.
 *
 *   A 10000 + B 6000 for 12999                      → −3001, split −1876 and −1125
 *   2 × A 10000, 2 × B 6000                         → two sets: −3752 and −2250, each set split by itself
 *   A 10000, B 6000 and a second A                  → one set; the second A stays open to other rules
 *   3 × A for 25000, A at 10000, 9000, 8000, 7000   → the three dearest: −741, −667, −592
 */
import { Type } from 'typebox';
import { Amount } from '../program/schema/scalars.ts';
import { SetParts } from '../program/schema/set.ts';
import { gainMechanic } from './mechanic.ts';
import { gainOfPresent, nearSet } from './shared/near-set.ts';
import { compileParts, formSets, gainOfSets, missingFromSet, worthOfSet } from './shared/sets.ts';

export const setPrice = gainMechanic({
  code: 'set_price',
  type: 'price',
  params: Type.Object(
    { set: SetParts, price: Amount },
    { additionalProperties: false, expected: '{set: [{items, quantity}], price}' },
  ),
  reckons: 'current',
  units: true,
  wants: ({ set }) => set.map(({ items }) => ({ items, mayLack: true })),
  compile: ({ set, price }, compiler) => ({ set: compileParts(set, compiler), price }),
  gain({ set, price }, portions, { member }) {
    const sets = formSets(set, portions, member)
      .map((formed) => ({ ...formed, worth: worthOfSet(formed) - price }))
      .filter(({ worth }) => worth > 0);
    return sets.length === 0 ? undefined : gainOfSets(portions, sets, { numerator: 1, denominator: 1 });
  },
  nudge({ set, price }, portions, { member }) {
    const near = nearSet(set, portions, member);
    if (near === undefined) return undefined;
    const { present, ...step } = near;
    // Without knowing what the rest costs, what there is already may cost more than the whole set.
    const gain = step.grown === undefined ? gainOfPresent(portions, present, (worth) => worth - price) : undefined;
    return { ...step, ...(gain === undefined ? {} : { gain }), offer: { kind: 'set', price } };
  },
  shortfall({ set, price }, portions, { member }) {
    const missing = missingFromSet(set, portions, member);
    if (missing !== undefined) return missing;
    const [dearest = 0] = formSets(set, portions, member).map(worthOfSet);
    return dearest > price ? undefined : `price ${price} is not below the ${dearest} of the set`;
  },
});
