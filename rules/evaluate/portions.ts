/**
 * Which lines, or units of lines, a rule has to work with: selected, eligible by the type of the group, not closed by an
 * exclusive rule or consumed in this group, and bounded by `take`.
 */
import type { CompiledGroup, CompiledRule, GroupType, Take } from '../compile/compiled.ts';
import type { Gain, Mechanic, Portion, UnitSlice } from '../mechanics/mechanic.ts';
import type { MemberState } from '../model/member-state.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import { type Basket, type BasketLine, isForSale, worthOf } from './basket.ts';
import { divideCeil } from './exact.ts';
import { openUnits, unitCount } from './runs.ts';

export interface WorkPortion extends Portion {
  readonly line: BasketLine;
  /** The most that may come off. */
  readonly room: number;
  /** Which units of the line these are; undefined: the whole line, none of it ever split. */
  readonly slices: readonly UnitSlice[] | undefined;
}

interface Selection {
  readonly group: CompiledGroup;
  /** The group's place in the programme. */
  readonly ordinal: number;
  readonly rule: CompiledRule;
  readonly mechanic: Mechanic;
  readonly basket: Basket;
  readonly member: MemberState | undefined;
  readonly policy: PointsPolicy;
  /** Lines of the basket that no other rule of the group has won; undefined: all. */
  readonly open: ReadonlySet<BasketLine> | undefined;
}

const noUnits: readonly UnitSlice[] = [];

export function selectPortions(selection: Selection): WorkPortion[] {
  const { group, rule, mechanic, basket, open } = selection;
  const reckonsCurrent = mechanic.does === 'gain' && mechanic.reckons === 'current';
  const base = reckonsCurrent ? 'current' : group.base;
  const byUnits = rule.take !== undefined || (mechanic.does === 'gain' && mechanic.units);
  const portions: WorkPortion[] = [];
  for (const line of basket.lines) {
    if (!isEligible(line, group.type, selection.policy)) continue;
    if (line.closedBy < selection.ordinal || (open !== undefined && !open.has(line))) continue;
    if (rule.items !== undefined && !rule.items.matches(line.source, selection.member)) continue;
    if (worthOf(line, base) <= 0) continue;
    const split = byUnits || line.runs !== undefined;
    const portion = split ? unitPortion(line, openUnits(line, base)) : linePortion(line, base);
    if (portion.base > 0) portions.push(portion);
  }
  return rule.take === undefined ? portions : takeUnits(portions, rule.take);
}

/** Points as a discount are a discount; points as a tender are money. */
export function isEligible(line: BasketLine, type: GroupType, policy: PointsPolicy): boolean {
  if (!isForSale(line)) return false;
  if (type === 'price') return line.source.discountable;
  if (type === 'points') return line.source.earnable;
  return type !== 'redemption' || policy.redeemAs === 'tender' || line.source.discountable;
}

function linePortion(line: BasketLine, base: 'initial' | 'current'): WorkPortion {
  const { source } = line;
  return {
    line,
    source,
    quantity: source.quantity,
    unitCount: unitCount(source.quantity),
    base: worthOf(line, base),
    left: line.current,
    room: Math.max(0, line.current - line.floor),
    units: noUnits,
    slices: undefined,
  };
}

function unitPortion(line: BasketLine, slices: readonly UnitSlice[]): WorkPortion {
  const { source } = line;
  let [count, value, current] = [0, 0, 0];
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
