/** A few more units of a line that is there already, for a rule that counts by so many. */
import type { Offer, Portion, Step } from '../mechanic.ts';
import { unitsInReach } from './reach.ts';
import { type LineUnits, unitsAmong, unitsOf } from './unit-list.ts';

/** @param inOrder puts first the unit of which more would be bought. */
export function oneMoreOf(
  every: number,
  portions: readonly Portion[],
  inOrder: (units: readonly LineUnits[]) => readonly LineUnits[],
  offer: Offer,
): Step | undefined {
  const rest = unitsAmong(portions) % every;
  const count = every - rest;
  if (!unitsInReach(count, rest)) return undefined;
  const [more] = inOrder(unitsOf(portions));
  const sku = more === undefined ? undefined : portions[more.portion]?.source.sku;
  if (more === undefined || sku === undefined) return undefined;
  return { missing: { quantity: count, sku }, grown: { portion: more.portion, run: more.run, count }, offer };
}
