/**
 * earn_set: points for each set of units, by what its units cost.
 *
 *   30 for {A, B}: A 10000 + B 5000                 → 30 points, 20 and 10 of them for the lines
 *   30 for {A, B}: 2 × A, 3 × B                     → two sets → 60 points; one B is in no set
 *   30 for {A, B}: A alone                          → nothing
 */
import { Type } from 'typebox';
import { Points } from '../program/schema/scalars.ts';
import { SetParts } from '../program/schema/set.ts';
import { gainMechanic } from './mechanic.ts';
import { gainOf } from './shared/gains.ts';
import { gainOfPresent, nearSet } from './shared/near-set.ts';
import { compileParts, formSets, missingFromSet, unitsOfSets, worthOfSet } from './shared/sets.ts';
import { weightsOf } from './shared/unit-list.ts';

export const earnSet = gainMechanic({
  code: 'earn_set',
  type: 'points',
  params: Type.Object(
    { set: SetParts, points: Points },
    { additionalProperties: false, expected: '{set: [{items, quantity}], points}' },
  ),
  reckons: 'base',
  units: true,
  wants: ({ set }) => set.map(({ items }) => ({ items, mayLack: true })),
  compile: ({ set, points }, compiler) => ({ set: compileParts(set, compiler), points }),
  gain({ set, points }, portions, { member }) {
    const sets = formSets(set, portions, member);
    if (sets.length === 0) return undefined;
    const units = unitsOfSets(sets);
    const count = sets.reduce((sum, one) => sum + one.count, 0);
    return gainOf(weightsOf(portions, units), count * points, worthOfSet({ count: 1, units }), 'receipt', units);
  },
  nudge({ set, points }, portions, { member }) {
    const near = nearSet(set, portions, member);
    if (near === undefined) return undefined;
    const { present, ...step } = near;
    const gain = step.grown === undefined ? gainOfPresent(portions, present, () => points) : undefined;
    return { ...step, ...(gain === undefined ? {} : { gain }), offer: { kind: 'gain' } };
  },
  shortfall: ({ set }, portions, { member }) => missingFromSet(set, portions, member),
});
