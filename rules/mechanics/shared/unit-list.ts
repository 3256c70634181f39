/** The open units of a rule's lines in one list, to be taken one by one: runs of units of one line that cost the same. */
import type { Portion, UnitSlice } from '../mechanic.ts';

export interface LineUnits extends UnitSlice {
  /** The place of their line among the portions. */
  readonly portion: number;
}

/** As the receipt lists them. */
export function unitsOf(portions: readonly Portion[]): LineUnits[] {
  return portions.flatMap(({ units }, portion) => units.map((slice) => ({ portion, ...slice })));
}

/** How many that would be, without listing them. */
export function unitsAmong(portions: readonly Portion[]): number {
  let count = 0;
  for (let place = 0; place < portions.length; place++) count += (portions[place] as Portion).unitCount;
  return count;
}

/** Ties go to the lowest line. */
export function cheapestFirst(units: readonly LineUnits[]): LineUnits[] {
  return units.toSorted((one, other) => one.value - other.value || asListed(one, other));
}

/** Ties go to the lowest line. */
export function dearestFirst(units: readonly LineUnits[]): LineUnits[] {
  return units.toSorted((one, other) => other.value - one.value || asListed(one, other));
}

export function countOf(units: readonly LineUnits[]): number {
  let count = 0;
  for (const slice of units) count += slice.count;
  return count;
}

/** The first so many of them. */
export function firstOf(units: readonly LineUnits[], count: number): LineUnits[] {
  const taken: LineUnits[] = [];
  let left = count;
  for (const slice of units) {
    if (left === 0) break;
    const here = Math.min(left, slice.count);
    taken.push(here === slice.count ? slice : { ...slice, count: here });
    left -= here;
  }
  return taken;
}

/** What the units come to on each portion, at so much for a unit of its price. */
export function weightsOf(
  portions: readonly Portion[],
  units: readonly LineUnits[],
  forUnit: (value: number) => number = (value) => value,
): number[] {
  const weights = portions.map(() => 0);
  for (const { portion, count, value } of units) weights[portion] = (weights[portion] ?? 0) + count * forUnit(value);
  return weights;
}

function asListed(one: LineUnits, other: LineUnits): number {
  return one.portion - other.portion || one.run - other.run;
}
