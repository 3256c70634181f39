/**
 * gift: who buys so many of some units gets so many of others for less, or for nothing.
 *
 *   buy 2 coffee get 1 mug: 4 coffee, 1 mug at 700  → −700: one mug, since there is no second
 *   buy 2 coffee get 1 mug: 4 coffee, 3 mugs        → the two cheapest mugs
 *   buy 2 coffee get 1 mug: 1 coffee, 1 mug         → nothing
 *   buy 1 tea get 1 tea at 50%: 900, 800, 600       → −300 on the 600; it was bought with the 900, the 800 stays open
 *   buy 2 coffee get 2 mugs: 2 coffee, 1 mug        → the one mug there is
 *
 * The gifts are the cheapest, what is bought for them the dearest; no unit is both. Both are consumed.
 */
import { Type } from 'typebox';
import { Percent } from '../program/schema/scalars.ts';
import { UnitsWanted } from '../program/schema/set.ts';
import { type GainContext, gainMechanic, type Portion } from './mechanic.ts';
import { gainOf, hundredths, percentDenominator } from './shared/gains.ts';
import { compileParts, type SetPart } from './shared/sets.ts';
import {
  cheapestFirst,
  countOf,
  dearestFirst,
  firstOf,
  type LineUnits,
  unitsOf,
  weightsOf,
} from './shared/unit-list.ts';

interface Sides {
  readonly buy: SetPart;
  readonly get: SetPart;
  readonly percent: number;
}

/** The units of either side; those of both are in both. */
interface Offered {
  readonly bought: readonly LineUnits[];
  readonly got: readonly LineUnits[];
  /** Portions whose units are on both sides. */
  readonly shared: ReadonlySet<number>;
}

export const gift = gainMechanic({
  code: 'gift',
  type: 'price',
  params: Type.Object(
    { buy: UnitsWanted, get: UnitsWanted, percent: Percent },
    { additionalProperties: false, expected: '{buy: {items, quantity}, get: {items, quantity}, percent}' },
  ),
  reckons: 'base',
  units: true,
  wants: ({ buy, get }) => [{ items: buy.items }, { items: get.items, mayLack: true }],
  compile({ buy, get, percent }, compiler) {
    const [bought, got] = compileParts([buy, get], compiler) as [SetPart, SetPart];
    return { buy: bought, get: got, percent };
  },
  gain({ buy, get, percent }, portions, context) {
    const offered = offeredBy({ buy, get, percent }, portions, context);
    const { times, gifts } = howMany({ buy, get }, offered);
    if (gifts === 0) return undefined;
    const given = chooseGifts(offered, gifts, times * buy.quantity);
    const bought = firstOf(dearestFirst(leave(offered.bought, given)), times * buy.quantity);
    const consumed = [...given, ...bought];
    return gainOf(weightsOf(portions, given), hundredths(percent), percentDenominator, 'line', consumed);
  },
  nudge(sides, portions, context) {
    const offered = offeredBy(sides, portions, context);
    const count = giftsMissing(sides, offered);
    if (count === 0) return undefined;
    const [cheapest] = cheapestFirst(offered.got);
    const sku = cheapest === undefined ? sides.get.goods.sku : portions[cheapest.portion]?.source.sku;
    return {
      missing: { quantity: count, ...(sku === undefined ? {} : { sku }) },
      goods: sides.get.goods,
      ...(cheapest === undefined ? {} : { grown: { portion: cheapest.portion, run: cheapest.run, count } }),
      offer: { kind: 'units', count, percent: sides.percent },
    };
  },
  shortfall(sides, portions, context) {
    const offered = offeredBy(sides, portions, context);
    if (howMany(sides, offered).gifts > 0) return undefined;
    const bought = countOf(offered.bought);
    if (bought < sides.buy.quantity) return `${bought} of ${sides.buy.quantity} units to buy`;
    return offered.got.length === 0 ? 'no unit to get' : `${bought} units to buy and none besides to get`;
  },
});

function offeredBy({ buy, get }: Sides, portions: readonly Portion[], { member }: GainContext): Offered {
  const [toBuy, toGet] = [buy, get].map(({ items }) => portions.map(({ source }) => items.matches(source, member)));
  const units = unitsOf(portions);
  return {
    bought: units.filter(({ portion }) => toBuy?.[portion]),
    got: units.filter(({ portion }) => toGet?.[portion]),
    shared: new Set([...portions.keys()].filter((portion) => toBuy?.[portion] && toGet?.[portion])),
  };
}

/** How often it is bought, and how many gifts there are for that: the last time perhaps fewer than it might be. */
function howMany(
  { buy, get }: Pick<Sides, 'buy' | 'get'>,
  { bought, got, shared }: Offered,
): { times: number; gifts: number } {
  const toBuy = countOf(bought);
  const toGet = countOf(got);
  const all = toBuy + toGet - countOf(got.filter(({ portion }) => shared.has(portion)));
  const whole = Math.min(
    Math.floor(toBuy / buy.quantity),
    Math.floor(toGet / get.quantity),
    Math.floor(all / (buy.quantity + get.quantity)),
  );
  const gifts = whole * get.quantity;
  const onceMore = (whole + 1) * buy.quantity;
  const rest = onceMore > toBuy ? 0 : Math.max(0, Math.min(toGet - gifts, all - onceMore - gifts));
  return { times: rest > 0 ? whole + 1 : whole, gifts: gifts + rest };
}

/** How many more there might be for what is bought already. Where a unit fits both sides, of the next time alone. */
function giftsMissing({ buy, get }: Sides, offered: Offered): number {
  const { bought, got, shared } = offered;
  if (shared.size > 0) {
    const rest = countOf(union(bought, got)) % (buy.quantity + get.quantity);
    return rest < buy.quantity ? 0 : buy.quantity + get.quantity - rest;
  }
  return Math.floor(countOf(bought) / buy.quantity) * get.quantity - howMany({ buy, get }, offered).gifts;
}

function union(some: readonly LineUnits[], others: readonly LineUnits[]): LineUnits[] {
  const known = new Set(some.map(({ portion, run }) => `${portion} ${run}`));
  return [...some, ...others.filter(({ portion, run }) => !known.has(`${portion} ${run}`))];
}

/** The cheapest, but of units that might be bought as well no more than may be spared. */
function chooseGifts({ bought, got, shared }: Offered, gifts: number, toBuy: number): LineUnits[] {
  let spare = countOf(bought) - toBuy;
  let left = gifts;
  return cheapestFirst(got).flatMap((slice) => {
    const isShared = shared.has(slice.portion);
    const count = Math.min(left, slice.count, isShared ? spare : slice.count);
    left -= count;
    if (isShared) spare -= count;
    return count === 0 ? [] : [{ ...slice, count }];
  });
}

/** The units without those that are taken. */
function leave(units: readonly LineUnits[], taken: readonly LineUnits[]): LineUnits[] {
  const counts = new Map(taken.map(({ portion, run, count }) => [`${portion} ${run}`, count]));
  return units.flatMap((slice) => {
    const gone = counts.get(`${slice.portion} ${slice.run}`) ?? 0;
    return gone === slice.count ? [] : [{ ...slice, count: slice.count - gone }];
  });
}
