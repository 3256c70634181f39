/**
 * One more set, of which only some units of one part are missing.
 *
 *   {A, B} of A 100                                 → a B: none is there to tell what it costs
 *   {A, 2 × B} of A 100, B 60                       → one more B at 60
 *   {A, B} of 2 × A, B                              → one more B, for a second set
 *   {A, B, C} of A                                  → nothing: two parts are missing
 *
 * Where a unit fits several parts it is left to the sets themselves to say which it should be, and nothing is said.
 */
import type { MemberState } from '../../model/member-state.ts';
import type { Gain, Portion, Step } from '../mechanic.ts';
import { gainOf } from './gains.ts';
import { unitsInReach } from './reach.ts';
import { formSets, type SetPart } from './sets.ts';
import { cheapestFirst, countOf, dearestFirst, firstOf, type LineUnits, unitsOf, weightsOf } from './unit-list.ts';

export interface NearSet extends Pick<Step, 'missing' | 'goods' | 'grown'> {
  /** The units of the other parts, where what is missing is nowhere on the receipt. */
  readonly present: readonly LineUnits[];
}

/** More units than these are not bought for the sake of a set. */
const mostMissing = 2;

export function nearSet(
  parts: readonly SetPart[],
  portions: readonly Portion[],
  member: MemberState | undefined,
): NearSet | undefined {
  const units = unitsOf(portions);
  const unitsOfParts = parts.map(({ items }) => {
    return units.filter(({ portion }) => {
      const source = portions[portion]?.source;
      return source !== undefined && items.matches(source, member);
    });
  });
  const fitting = unitsOfParts.reduce((sum, of) => sum + countOf(of), 0);
  const sets = formSets(parts, portions, member).reduce((sum, { count }) => sum + count, 0);
  let lacking: { part: SetPart; lack: number; of: readonly LineUnits[]; left: number } | undefined;
  for (const [place, part] of parts.entries()) {
    const of = unitsOfParts[place] ?? [];
    const left = countOf(of) - sets * part.quantity;
    if (left >= part.quantity) continue;
    if (lacking !== undefined) return undefined;
    lacking = { part, lack: part.quantity - left, of, left };
  }
  if (lacking === undefined || fitting > countOf(units)) return undefined;
  const { part, lack, of, left } = lacking;
  const near = parts.length === 1 ? unitsInReach(lack, left) : lack <= mostMissing;
  if (!near) return undefined;
  const [cheapest] = cheapestFirst(of);
  const sku = cheapest === undefined ? part.goods.sku : portions[cheapest.portion]?.source.sku;
  return {
    missing: { quantity: lack, ...(sku === undefined ? {} : { sku }) },
    goods: part.goods,
    ...(cheapest === undefined ? {} : { grown: { portion: cheapest.portion, run: cheapest.run, count: lack } }),
    present: parts.flatMap(({ quantity }, place) => firstOf(dearestFirst(unitsOfParts[place] ?? []), quantity)),
  };
}

/** So much for the units that are there, as `give` has it of what they cost; undefined where that is nothing. */
export function gainOfPresent(
  portions: readonly Portion[],
  present: readonly LineUnits[],
  give: (worth: number) => number,
): Gain | undefined {
  const weights = weightsOf(portions, present);
  const worth = weights.reduce((sum, weight) => sum + weight, 0);
  const whole = worth === 0 ? 0 : give(worth);
  if (whole <= 0) return undefined;
  return gainOf(weights, whole, worth, 'fill', present);
}
