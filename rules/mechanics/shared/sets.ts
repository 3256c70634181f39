/**
 * Sets of units: so many of each part. There are as many sets as the units make up, of the dearest units that make up so
 * many; the first set has the dearest of each part, the next those after them.
 *
 *   A + B of A 100, A 90, B 60, B 50, C 10          → {A 100, B 60} and {A 90, B 50}
 *   food + tea of tea 90, tea 80, bread 10          → one set {tea 90, tea 80}: tea is food too
 *   food + tea of tea 90, bread 10                  → {bread 10, tea 90}: the tea is needed where no bread will do
 *
 * Where every unit fits one part only, parts do not meet; where some fit several, see match-up.ts.
 */
import type { Selector } from '../../compile/compiled.ts';
import { goodsOf } from '../../compile/goods.ts';
import type { Goods } from '../../model/goods.ts';
import type { MemberState } from '../../model/member-state.ts';
import type { UnitsWanted } from '../../program/schema/set.ts';
import type { Gain, ParamsCompiler, Portion, SetGain } from '../mechanic.ts';
import { gainOf } from './gains.ts';
import { type Fitting, matchUp } from './match-up.ts';
import { countOf, dearestFirst, firstOf, type LineUnits, unitsOf } from './unit-list.ts';

export interface SetPart {
  readonly items: Selector;
  readonly quantity: number;
  /** What it asks for, in words. */
  readonly goods: Goods;
}

/** `count` sets that are alike, of these units each. */
export interface UnitSet {
  readonly count: number;
  readonly units: readonly LineUnits[];
}

export function compileParts(parts: readonly UnitsWanted[], compiler: ParamsCompiler): SetPart[] {
  return parts.map(({ items, quantity = 1 }) => {
    return { items: compiler.selector(items), quantity, goods: goodsOf(items) };
  });
}

export function formSets(
  parts: readonly SetPart[],
  portions: readonly Portion[],
  member: MemberState | undefined,
): UnitSet[] {
  const fitting = fittingUnits(parts, portions, member);
  const apart = fitting.every(({ fits }) => (fits & (fits - 1)) === 0);
  const unitsOfParts = apart
    ? sortOut(parts, fitting)
    : matchUp(
        parts.map(({ quantity }) => quantity),
        fitting,
      );
  const sets = Math.min(...parts.map(({ quantity }, part) => Math.floor(countOf(unitsOfParts[part] ?? []) / quantity)));
  return cut(parts, unitsOfParts, sets);
}

/** What a set of these units costs. */
export function worthOfSet({ units }: UnitSet): number {
  return units.reduce((sum, { count, value }) => sum + count * value, 0);
}

/** Why no set was formed; undefined where one is. */
export function missingFromSet(
  parts: readonly SetPart[],
  portions: readonly Portion[],
  member: MemberState | undefined,
): string | undefined {
  const fitting = fittingUnits(parts, portions, member);
  for (const [part, { quantity }] of parts.entries()) {
    const count = countOf(fitting.filter(({ fits }) => (fits & (1 << part)) !== 0).map(({ slice }) => slice));
    if (count < quantity) return `${count} of ${quantity} units of part ${part + 1} of the set`;
  }
  if (formSets(parts, portions, member).length > 0) return undefined;
  const wanted = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  return `${countOf(fitting.map(({ slice }) => slice))} of the ${wanted} units of a set: some fit several parts`;
}

/** A price rule's gain on sets, each of them worth so much × rate. */
export function gainOfSets(
  portions: readonly Portion[],
  sets: readonly (UnitSet & { readonly worth: number })[],
  rate: Pick<Gain, 'numerator' | 'denominator'>,
): Gain {
  const gains = sets.map(({ count, worth, units }): SetGain => {
    const weights = new Map<number, number>();
    for (const { portion, count: taken, value } of units) {
      weights.set(portion, (weights.get(portion) ?? 0) + taken * value);
    }
    // The lowest line first: ties of an allocation go to it.
    const inOrder = [...weights].sort(([one], [other]) => one - other);
    return { count, worth, parts: inOrder.map(([portion, weight]) => ({ portion, weight })) };
  });
  const { numerator, denominator } = rate;
  const gain = gainOf(
    portions.map(() => 0),
    numerator,
    denominator,
    'fill',
    unitsOfSets(sets),
  );
  return { ...gain, sets: gains };
}

/** Every unit of the sets. */
export function unitsOfSets(sets: readonly UnitSet[]): LineUnits[] {
  return sets.flatMap(({ count, units }) => units.map((slice) => ({ ...slice, count: slice.count * count })));
}

/** Dearest first; those that fit no part are left out. */
function fittingUnits(
  parts: readonly SetPart[],
  portions: readonly Portion[],
  member: MemberState | undefined,
): Fitting[] {
  const fitsOf = portions.map(({ source }) => {
    return parts.reduce((fits, { items }, part) => (items.matches(source, member) ? fits | (1 << part) : fits), 0);
  });
  return dearestFirst(unitsOf(portions)).flatMap((slice) => {
    const fits = fitsOf[slice.portion] ?? 0;
    return fits === 0 ? [] : [{ slice, fits }];
  });
}

/** The units of each part, where none fits another. */
function sortOut(parts: readonly SetPart[], fitting: readonly Fitting[]): LineUnits[][] {
  return parts.map((_, part) => fitting.filter(({ fits }) => fits === 1 << part).map(({ slice }) => slice));
}

/** The first set has the first units of every part, and so on; sets of the same units are one entry. */
function cut(parts: readonly SetPart[], unitsOfParts: readonly (readonly LineUnits[])[], sets: number): UnitSet[] {
  const queues = unitsOfParts.map((units) => [...units]);
  const formed: UnitSet[] = [];
  for (let done = 0; done < sets; ) {
    let count = sets - done;
    for (const [part, { quantity }] of parts.entries()) {
      const [next] = queues[part] ?? [];
      count = Math.min(count, Math.max(1, Math.floor((next?.count ?? 0) / quantity)));
    }
    const units = parts.flatMap(({ quantity }, part) => {
      const queue = queues[part] ?? [];
      const taken = firstOf(queue, quantity);
      drop(queue, quantity * count);
      return taken;
    });
    formed.push({ count, units });
    done += count;
  }
  return formed;
}

/** Takes so many units from the front. */
function drop(queue: LineUnits[], count: number): void {
  let left = count;
  for (let next = queue[0]; next !== undefined && left > 0; next = queue[0]) {
    if (next.count > left) {
      queue[0] = { ...next, count: next.count - left };
      return;
    }
    left -= next.count;
    queue.shift();
  }
}
