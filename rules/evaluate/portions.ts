/**
 * Which lines, or units of lines, a rule has to work with: selected, eligible by the type of the group, not closed by an
 * exclusive rule or consumed in this group, and bounded by `take`.
 */
import type { CompiledRule, GroupBase, GroupType, Take } from '../compile/compiled.ts';
import type { Gain, Portion, UnitSlice } from '../mechanics/mechanic.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import { type BasketLine, isForSale, worthOf } from './basket.ts';
import type { LineMarks } from './bid.ts';
import type { Calculation } from './calculation.ts';
import { divideCeil } from './exact.ts';
import type { Turn } from './opening.ts';
import { openUnits, unitCount } from './runs.ts';

export interface WorkPortion extends Portion {
  readonly line: BasketLine;
  /** The most that may come off. */
  readonly room: number;
  /** Which units of the line these are; undefined: the whole line, none of it ever split. */
  readonly slices: readonly UnitSlice[] | undefined;
}

const noUnits: readonly UnitSlice[] = [];
const noPortions: readonly WorkPortion[] = [];

/** What is found is gathered here and copied: of exactly that length, where an array that grows has room for 17. */
const gathered: WorkPortion[] = [];

/** @param open the lines that no other rule of the group has won; undefined: all */
export function selectPortions(turn: Turn, rule: CompiledRule, open: LineMarks | undefined): readonly WorkPortion[] {
  const { calculation, group, ordinal } = turn;
  const { basket, member, policy } = calculation;
  const { implementation, items, take } = rule;
  const isGain = implementation.does === 'gain';
  const base = isGain && implementation.reckons === 'current' ? 'current' : group.base;
  const byUnits = take !== undefined || (isGain && implementation.units);
  const { lines } = basket;
  const left = linesLeft(calculation, rule);
  const known = items === undefined || (calculation.masks !== undefined && rule.lines.known);
  let count = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as BasketLine;
    if ((left & (1 << index)) === 0) continue;
    if (line.closedBy < ordinal || (open !== undefined && open[index] !== true)) continue;
    if (worthOf(line, base) <= 0 || !isEligible(line, group.type, policy)) continue;
    if (!known && !items.matches(line.source, member)) continue;
    const portion =
      byUnits || line.runs !== undefined ? unitPortion(line, openUnits(line, base)) : wholeLine(line, base);
    if (portion.base > 0) gathered[count++] = portion;
  }
  if (count === 0) return noPortions;
  const portions = gathered.slice(0, count);
  return take === undefined ? portions : takeUnits(portions, take);
}

/** What the index leaves a rule of the lines, a bit each; where it was not asked, all. */
function linesLeft({ masks }: Calculation, { lines: { slot, flip } }: CompiledRule): number {
  return masks === undefined || slot === -1 ? -1 : (masks[slot] as number) ^ flip;
}

/** Points as a discount are a discount; points as a tender are money. */
export function isEligible(line: BasketLine, type: GroupType, policy: PointsPolicy): boolean {
  if (!isForSale(line)) return false;
  if (type === 'price') return line.source.discountable;
  if (type === 'points') return line.source.earnable;
  return type !== 'redemption' || policy.redeemAs === 'tender' || line.source.discountable;
}

/** The whole line at what it costs now: the same portion for every rule, until the line costs something else. */
function wholeLine(line: BasketLine, base: GroupBase): WorkPortion {
  const value = worthOf(line, base);
  const { current, whole } = line;
  if (whole !== undefined && whole.base === value && whole.left === current && whole.line === line) return whole;
  const { source } = line;
  const portion: WorkPortion = {
    line,
    source,
    quantity: source.quantity,
    unitCount: unitCount(source.quantity),
    base: value,
    left: current,
    room: Math.max(0, current - line.floor),
    units: noUnits,
    slices: undefined,
  };
  line.whole = portion;
  return portion;
}

function unitPortion(line: BasketLine, slices: readonly UnitSlice[]): WorkPortion {
  const { source } = line;
  let count = 0;
  let value = 0;
  let current = 0;
  for (const slice of slices) {
    count += slice.count;
    value += slice.count * slice.value;
    current += slice.count * (line.runs?.[slice.run]?.current ?? 0);
  }
  return {
    line,
    source,
    quantity: count === unitCount(source.quantity) ? source.quantity : count * 1000,
    unitCount: count,
    base: value,
    left: current,
    room: Math.max(0, Math.min(current, line.current - line.floor)),
    units: slices,
    slices,
  };
}

/** As if so many more units like those of a run had been bought. */
export function withMore(portion: WorkPortion, more: { readonly run: number; readonly count: number }): WorkPortion {
  const { line, units } = portion;
  const value = units.find(({ run }) => run === more.run)?.value ?? 0;
  const current = line.runs?.[more.run]?.current ?? 0;
  const floor = divideCeil(line.floor, unitCount(line.source.quantity));
  const grown = units.map((slice) => (slice.run === more.run ? { ...slice, count: slice.count + more.count } : slice));
  return {
    ...portion,
    quantity: portion.quantity + more.count * 1000,
    unitCount: portion.unitCount + more.count,
    base: portion.base + more.count * value,
    room: portion.room + more.count * Math.max(0, current - floor),
    units: grown,
    slices: grown,
  };
}

/** The units a gain consumes, by portion. */
export function consumedBy(gain: Gain, portions: readonly WorkPortion[]): Map<number, UnitSlice[]> {
  const consumed = new Map<number, UnitSlice[]>();
  for (const { portion, run, count } of gain.consumed ?? []) {
    const value = portions[portion]?.units.find((unit) => unit.run === run)?.value ?? 0;
    const slices = consumed.get(portion) ?? [];
    slices.push({ run, count, value });
    consumed.set(portion, slices);
  }
  return consumed;
}

/** The cheapest, dearest or first units of all portions; of equal ones, those of the lowest line. */
function takeUnits(portions: readonly WorkPortion[], take: Take): WorkPortion[] {
  const units = portions.flatMap((portion, place) => (portion.slices ?? []).map((slice) => ({ place, slice })));
  if (take.order !== 'listed') {
    const sign = take.order === 'cheapest' ? 1 : -1;
    units.sort((one, other) => sign * (one.slice.value - other.slice.value) || one.place - other.place);
  }
  let left = take.count;
  const taken = portions.map((): UnitSlice[] => []);
  for (const { place, slice } of units) {
    if (left === 0) break;
    const count = Math.min(left, slice.count);
    taken[place]?.push({ ...slice, count });
    left -= count;
  }
  return portions.flatMap((portion, place) => {
    const slices = taken[place] ?? [];
    return slices.length === 0 ? [] : [unitPortion(portion.line, slices)];
  });
}
