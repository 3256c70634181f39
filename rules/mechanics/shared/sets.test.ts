import assert from 'node:assert/strict';
import t from 'tap';
import { fc } from '../../testing/fast-check.ts';
import { portionsOf, singleUnits, type UnitsOfLine } from '../testing/portions.ts';
import { formSets, missingFromSet, type SetPart, unitsOfSets, worthOfSet } from './sets.ts';

interface WantedPart {
  readonly skus: readonly string[];
  readonly quantity: number;
}

interface SingleUnit {
  readonly line: number;
  readonly sku: string;
  readonly value: number;
}

const sku = fc.constantFrom('a', 'b', 'c', 'd');
const anyPart = fc.record({
  skus: fc.uniqueArray(sku, { minLength: 1, maxLength: 3 }),
  quantity: fc.integer({ min: 1, max: 2 }),
});
const anyParts = fc.array(anyPart, { minLength: 1, maxLength: 3 });
const anyLines: fc.Arbitrary<UnitsOfLine[]> = fc.array(
  fc.record({ sku, count: fc.integer({ min: 1, max: 3 }), value: fc.integer({ min: 1, max: 4 }) }),
  { maxLength: 4 },
);

function compiled(parts: readonly WantedPart[]): SetPart[] {
  return parts.map(({ skus, quantity }) => ({
    items: { matches: (line) => skus.includes(line.sku) },
    quantity,
    goods: {},
  }));
}

/** Whether the units, one by one, can be given to the parts so that every part has what it lacks. */
function fill(units: readonly SingleUnit[], parts: readonly WantedPart[], lacking: readonly number[]): boolean {
  const [unit, ...rest] = units;
  if (unit === undefined) return lacking.every((count) => count === 0);
  return parts.some(({ skus }, part) => {
    if (!skus.includes(unit.sku) || (lacking[part] ?? 0) === 0) return false;
    return fill(rest, parts, lacking.with(part, (lacking[part] ?? 0) - 1));
  });
}

/** The first choice of so many units, in their order, that makes up the sets: every choice is tried. */
function choose(
  units: readonly SingleUnit[],
  size: number,
  makesUp: (chosen: readonly SingleUnit[]) => boolean,
  chosen: readonly SingleUnit[] = [],
): readonly SingleUnit[] | undefined {
  if (chosen.length === size) return makesUp(chosen) ? chosen : undefined;
  for (const [place, unit] of units.entries()) {
    if (units.length - place < size - chosen.length) return undefined;
    const found = choose(units.slice(place + 1), size, makesUp, [...chosen, unit]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** By trying everything: as many sets as there can be, of the dearest units that make up so many. */
function byTrying(lines: readonly UnitsOfLine[], parts: readonly WantedPart[]): readonly SingleUnit[] {
  const units = singleUnits(lines).sort((one, other) => other.value - one.value || one.line - other.line);
  const quantities = parts.map(({ quantity }) => quantity);
  const whole = quantities.reduce((sum, quantity) => sum + quantity, 0);
  for (let sets = Math.floor(units.length / whole); sets > 0; sets--) {
    const lacking = quantities.map((quantity) => quantity * sets);
    const chosen = choose(units, sets * whole, (some) => fill(some, parts, lacking));
    if (chosen !== undefined) return chosen;
  }
  return [];
}

function perLine(units: readonly { readonly line: number; readonly count: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { line, count } of units) counts[line] = (counts[line] ?? 0) + count;
  return counts;
}

t.test('sets are those that trying everything finds', async (t) => {
  let formed = 0;
  let contended = 0;
  fc.assert(
    fc.property(anyLines, anyParts, (lines, parts) => {
      const sets = formSets(compiled(parts), portionsOf(lines), undefined);
      const taken = unitsOfSets(sets).map(({ portion, count }) => ({ line: portion, count }));
      const wanted = byTrying(lines, parts).map(({ line }) => ({ line, count: 1 }));
      assert.deepEqual(perLine(taken), perLine(wanted));
      formed += sets.length === 0 ? 0 : 1;
      contended += parts.some(({ skus }, index) =>
        parts.slice(index + 1).some((other) => skus.some((one) => other.skus.includes(one))),
      )
        ? 1
        : 0;
    }),
    { numRuns: 2000 },
  );
  t.ok(formed > 300 && contended > 300, `${formed} with sets, ${contended} with parts that share skus`);
});

t.test('every set is whole, no unit is in two, and none is dearer than the one before', async () => {
  fc.assert(
    fc.property(anyLines, anyParts, (lines, parts) => {
      const sets = formSets(compiled(parts), portionsOf(lines), undefined);
      for (const [index, set] of sets.entries()) {
        const units = set.units.flatMap(({ portion, count, value }) => {
          return Array.from({ length: count }, () => ({ line: portion, sku: lines[portion]?.sku ?? '', value }));
        });
        assert.ok(
          fill(
            units,
            parts,
            parts.map(({ quantity }) => quantity),
          ),
        );
        const before = sets[index - 1];
        if (before !== undefined) assert.ok(worthOfSet(before) >= worthOfSet(set));
      }
      const counts = perLine(unitsOfSets(sets).map(({ portion, count }) => ({ line: portion, count })));
      for (const [line, count] of Object.entries(counts)) assert.ok(count <= (lines[Number(line)]?.count ?? 0));
      assert.equal(missingFromSet(compiled(parts), portionsOf(lines), undefined) === undefined, sets.length > 0);
    }),
    { numRuns: 2000 },
  );
});

t.test('a million units in sets of a few kinds are a few entries', async (t) => {
  const lines = [
    { sku: 'a', count: 1_000_000, value: 5 },
    { sku: 'a', count: 999_999, value: 4 },
    { sku: 'b', count: 2_000_000, value: 3 },
  ];
  const sets = formSets(
    compiled([
      { skus: ['a'], quantity: 3 },
      { skus: ['a', 'b'], quantity: 1 },
    ]),
    portionsOf(lines),
    undefined,
  );
  t.equal(
    sets.reduce((sum, { count }) => sum + count, 0),
    666_666,
  );
  t.ok(sets.length < 10, `${sets.length} entries`);
});
