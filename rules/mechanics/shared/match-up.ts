/**
 * Which unit of a set goes to which part, where some units fit several parts.
 *
 *   food + tea of tea 90, bread 10                  → the bread is the food, since the only tea is the tea
 *
 * Hall's marriage theorem tells without trying how many sets there can be and whether a unit can still be had: for every
 * choice of parts, the units that fit any of them are no fewer than those parts ask for (P. Hall, On representatives of
 * subsets, 1935). A choice of parts is a number with a bit for each.
 */
import type { LineUnits } from './unit-list.ts';

/** Units and the parts they fit. */
export interface Fitting {
  readonly slice: LineUnits;
  /** A bit for each part. */
  readonly fits: number;
}

/**
 * As many sets as there can be, of the first units that make up so many; a unit goes to the first part it can.
 *
 * @param quantities units of each part of one set
 * @param fitting dearest first
 * @returns the units of each part for all sets together
 */
export function matchUp(quantities: readonly number[], fitting: readonly Fitting[]): LineUnits[][] {
  const choices = 1 << quantities.length;
  const asked = quantities.reduce(
    (sums, quantity, part) => sums.map((sum, choice) => (choice & (1 << part) ? sum + quantity : sum)),
    new Array<number>(choices).fill(0),
  );
  const sets = mostSets(asked, fitting);
  const wanted = asked.map((quantity) => quantity * sets);
  // How many of the units taken fit nothing outside of a choice of parts: never more than those parts want.
  const within = new Array<number>(choices).fill(0);
  const taken: Fitting[] = [];
  for (const { slice, fits } of fitting) {
    let count = slice.count;
    forEachAround(fits, choices, (choice) => {
      count = Math.min(count, (wanted[choice] ?? 0) - (within[choice] ?? 0));
    });
    if (count === 0) continue;
    taken.push({ slice: { ...slice, count }, fits });
    forEachAround(fits, choices, (choice) => {
      within[choice] = (within[choice] ?? 0) + count;
    });
  }
  const unitsOfParts = quantities.map((): LineUnits[] => []);
  for (const { slice, fits } of taken) {
    let left = slice.count;
    for (const [part, units] of unitsOfParts.entries()) {
      if (left === 0 || (fits & (1 << part)) === 0) continue;
      let count = left;
      forEachAround(1 << part, choices, (choice) => {
        // A choice that holds all the parts the unit fits is asked for one less, and has one less to serve.
        const spare = (wanted[choice] ?? 0) - ((fits & ~choice) === 0 ? 0 : (within[choice] ?? 0));
        count = Math.min(count, spare);
      });
      if (count === 0) continue;
      units.push({ ...slice, count });
      left -= count;
      forEachAround(1 << part, choices, (choice) => {
        wanted[choice] = (wanted[choice] ?? 0) - count;
      });
      forEachAround(fits, choices, (choice) => {
        within[choice] = (within[choice] ?? 0) - count;
      });
    }
  }
  return unitsOfParts;
}

function mostSets(asked: readonly number[], fitting: readonly Fitting[]): number {
  const counts = new Map<number, number>();
  for (const { slice, fits } of fitting) counts.set(fits, (counts.get(fits) ?? 0) + slice.count);
  let sets = Number.POSITIVE_INFINITY;
  for (const [choice, quantity] of asked.entries()) {
    if (choice === 0) continue;
    let units = 0;
    for (const [fits, count] of counts) if ((fits & choice) !== 0) units += count;
    sets = Math.min(sets, Math.floor(units / quantity));
  }
  return sets;
}

/** Every choice of parts that has all of these. */
function forEachAround(these: number, choices: number, visit: (choice: number) => void): void {
  for (let choice = these; choice < choices; choice = (choice + 1) | these) visit(choice);
}
