/**
 * every_nth: of every n units, or of every n lines, one costs less.
 *
 *   n 4, 100%, of unit: 9 units at 900 … 100        → the two cheapest are free: −200, −100
 *   the same with pick: listed                      → the 4th and the 8th: −600, −200
 *   n 3, 200 off, of line: 7 lines                  → −200 on the 3rd and on the 6th
 *   the same with pick: cheapest                    → −200 on the two cheapest lines
 *   n 3, 200 off, of unit, on units at 150          → −150: a unit never costs less than nothing
 *
 * It consumes n units, or the units of n lines, for each that costs less; what is left over stays open to other rules:
 * the dearest where the cheapest are picked, the last where they are taken as listed.
 */
import { Type } from 'typebox';
import { countFrom, Percent, PositiveAmount } from '../program/schema/scalars.ts';
import { gainMechanic, type Offer, type Portion } from './mechanic.ts';
import { gainOf, hundredths, percentDenominator } from './shared/gains.ts';
import { oneMoreOf } from './shared/near-units.ts';
import { cheapestFirst, countOf, firstOf, type LineUnits, unitsOf, weightsOf } from './shared/unit-list.ts';

export const everyNth = gainMechanic({
  code: 'every_nth',
  type: 'price',
  params: Type.Object(
    {
      n: countFrom(1),
      percent: Type.Optional(Percent),
      amount: Type.Optional(PositiveAmount),
      of: Type.Enum(['unit', 'line']),
      pick: Type.Optional(Type.Enum(['cheapest', 'listed'])),
    },
    { additionalProperties: false, expected: '{n, percent | amount, of, pick}' },
  ),
  exactlyOne: ['percent', 'amount'],
  reckons: 'base',
  units: true,
  gain({ n, percent, amount, of, pick }, portions) {
    const chosen =
      of === 'unit' ? chooseUnits(n, pick ?? 'cheapest', portions) : chooseLines(n, pick ?? 'listed', portions);
    if (chosen === undefined) return undefined;
    const { picked, consumed } = chosen;
    const forUnit = amount === undefined ? undefined : (value: number) => Math.min(value, amount);
    const weights = weightsOf(portions, picked, forUnit);
    if (percent === undefined) return gainOf(weights, 1, 1, 'line', consumed);
    return gainOf(weights, hundredths(percent), percentDenominator, 'line', consumed);
  },
  // Of lines nobody knows what the next one would cost.
  nudge({ n, percent, of, pick = 'cheapest' }, portions) {
    if (of === 'line') return undefined;
    const offer: Offer = percent === undefined ? { kind: 'gain' } : { kind: 'units', count: 1, percent };
    return oneMoreOf(n, portions, pick === 'cheapest' ? cheapestFirst : lastFirst, offer);
  },
  shortfall({ n, of }, portions) {
    const count = of === 'unit' ? countOf(unitsOf(portions)) : portions.length;
    if (count >= n) return undefined;
    return of === 'unit' ? `${count} of ${n} units of the lines it matches` : `${count} of ${n} lines it matches`;
  },
});

function lastFirst(units: readonly LineUnits[]): LineUnits[] {
  return units.toReversed();
}

interface Chosen {
  /** Those that cost less; of a line as if it were one unit. */
  readonly picked: readonly LineUnits[];
  readonly consumed: readonly LineUnits[];
}

function chooseUnits(n: number, pick: 'cheapest' | 'listed', portions: readonly Portion[]): Chosen | undefined {
  const listed = unitsOf(portions);
  const units = pick === 'listed' ? listed : cheapestFirst(listed);
  return choose(n, pick, units);
}

function chooseLines(n: number, pick: 'cheapest' | 'listed', portions: readonly Portion[]): Chosen | undefined {
  const listed = portions.map(({ base }, portion) => ({ portion, run: 0, count: 1, value: base }));
  const chosen = choose(n, pick, pick === 'listed' ? listed : cheapestFirst(listed));
  if (chosen === undefined) return undefined;
  const lines = new Set(chosen.consumed.map(({ portion }) => portion));
  return { picked: chosen.picked, consumed: unitsOf(portions).filter(({ portion }) => lines.has(portion)) };
}

/** Of `units` in the order in which they are counted. */
function choose(n: number, pick: 'cheapest' | 'listed', units: readonly LineUnits[]): Chosen | undefined {
  const times = Math.floor(countOf(units) / n);
  if (times === 0) return undefined;
  const consumed = firstOf(units, times * n);
  return { picked: pick === 'cheapest' ? firstOf(units, times) : everyNthOf(consumed, n), consumed };
}

function everyNthOf(units: readonly LineUnits[], n: number): LineUnits[] {
  let passed = 0;
  return units.flatMap((slice) => {
    const before = Math.floor(passed / n);
    passed += slice.count;
    const count = Math.floor(passed / n) - before;
    return count === 0 ? [] : [{ ...slice, count }];
  });
}
