/**
 * pay_for: of every `take` units the customer pays for `pay`; the cheapest of all selected units are free.
 *
 *   3 for 2: units at 10000, 9000, 8000                     → −8000 on the 8000
 *   3 for 2: units at 10000, 9000, 8000, 7000, 6000, 5000   → two groups, the two cheapest: −6000, −5000
 *   3 for 2: one line of 5 × 1000                           → one group → −1000; two units stay open to other rules
 *
 * Groups are made from the cheapest units up, so what is left open is the dearest.
 */
import { Type } from 'typebox';
import { countFrom } from '../program/schema/scalars.ts';
import { gainMechanic } from './mechanic.ts';
import { gainOf } from './shared/gains.ts';
import { oneMoreOf } from './shared/near-units.ts';
import { cheapestFirst, firstOf, unitsAmong, unitsOf, weightsOf } from './shared/unit-list.ts';

export const payFor = gainMechanic({
  code: 'pay_for',
  type: 'price',
  params: Type.Object(
    { take: countFrom(2), pay: countFrom(0) },
    { additionalProperties: false, expected: '{take, pay}' },
  ),
  reckons: 'current',
  units: true,
  gain({ take, pay }, portions) {
    const groups = Math.floor(unitsAmong(portions) / take);
    if (groups === 0 || pay >= take) return undefined;
    const units = cheapestFirst(unitsOf(portions));
    const free = firstOf(units, groups * (take - pay));
    return gainOf(weightsOf(portions, free), 1, 1, 'line', firstOf(units, groups * take));
  },
  nudge({ take, pay }, portions) {
    if (pay >= take) return undefined;
    return oneMoreOf(take, portions, cheapestFirst, { kind: 'units', count: take - pay, percent: 100 });
  },
  shortfall({ take }, portions) {
    const units = unitsAmong(portions);
    return units < take ? `${units} of ${take} units of the lines it matches` : undefined;
  },
});
