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
import { gainMechanic } from './mechanic.ts';

const count = (minimum: number) =>
  Type.Integer({ minimum, maximum: 100_000, expected: `a whole number from ${minimum} to 100000` });

export const payFor = gainMechanic({
  code: 'pay_for',
  type: 'price',
  params: Type.Object({ take: count(2), pay: count(0) }, { additionalProperties: false, expected: '{take, pay}' }),
  reckons: 'current',
  units: true,
  gain({ take, pay }, portions) {
    const units = portions.flatMap((portion, index) => portion.units.map((unit) => ({ portion: index, ...unit })));
    const groups = Math.floor(units.reduce((sum, unit) => sum + unit.count, 0) / take);
    if (groups === 0 || pay >= take) return undefined;
    units.sort((one, other) => one.value - other.value || one.portion - other.portion || one.run - other.run);

    let free = groups * (take - pay);
    let closed = groups * take;
    const weights = portions.map(() => 0);
    const consumed: { portion: number; run: number; count: number }[] = [];
    for (const { portion, run, count, value } of units) {
      const freeHere = Math.min(free, count);
      const closedHere = Math.min(closed, count);
      if (closedHere === 0) break;
      weights[portion] = (weights[portion] ?? 0) + freeHere * value;
      consumed.push({ portion, run, count: closedHere });
      free -= freeHere;
      closed -= closedHere;
    }
    return { weights, numerator: 1, denominator: 1, round: 'line', consumed };
  },
  shortfall({ take }, portions) {
    const units = portions.reduce((sum, portion) => sum + portion.unitCount, 0);
    return units < take ? `${units} of ${take} units of the lines it matches` : undefined;
  },
});
