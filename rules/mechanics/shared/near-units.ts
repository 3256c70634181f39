/** A few more units of a line that is there already, for a rule that counts by so many. */
import type { Offer, Portion, Step } from '../mechanic.ts';
import { unitsInReach } from './reach.ts';
import { countOf, type LineUnits, unitsOf } from './unit-list.ts';

/** @param inOrder puts first the unit of which more would be bought. */
export function oneMoreOf(
  every: number,
  portions: readonly Portion[],
  inOrder: (units: readonly LineUnits[]) => readonly LineUnits[],
  offer: Offer,
): Step | undefined {
  const units = unitsOf(portions);
  const rest = countOf(units) % every;
  const count = every - rest;
  if (!unitsInReach(count, rest)) return undefined;
  const [more] = inOrder(units);
  const sku = more === undefined ? undefined : portions[more.portion]?.source.sku;
  if (more === undefined || sku === undefined) return undefined;
  return { missing: { quantity: count, sku }, grown: { portion: more.portion, run: more.run, count }, offer };
}
