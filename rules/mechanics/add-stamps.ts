/**
 * add_stamps: stamps or stickers, kept in a purse of their own until a rule with a `cost` is paid with them. Stamps are
 * no money: they are never part of a balance of points, and pay nothing but costs.
 *
 *   1 per spend of each 50000: 149999               → 2 stamps
 *   1 per spend of each 50000: 49999                → none; the remainder is not carried over
 *   2 per unit on 3 units                           → 6 stamps
 *   5 per receipt                                   → 5 stamps, if any line matches
 *
 * A line with earnable=false gives no stamps, as it gives no points. A return takes back the share of its lines.
 */
import { Type } from 'typebox';
import { Code, countFrom, PositiveAmount } from '../program/schema/scalars.ts';
import { type RewardLine, rewardMechanic } from './mechanic.ts';

export const addStamps = rewardMechanic({
  code: 'add_stamps',
  type: 'reward',
  forMember: true,
  params: Type.Object(
    {
      purse: Code,
      count: countFrom(1),
      per: Type.Enum(['receipt', 'unit', 'spend']),
      each: Type.Optional(PositiveAmount),
    },
    { additionalProperties: false, expected: '{purse, count, per, each}' },
  ),
  reward({ purse, count, per, each }, { receipt, lines }) {
    // On an occasion there are no lines: what is given for the whole of it is given.
    const ordinary = receipt.lines.length > 0;
    const giving = lines.map((line) => (isGiving(line) ? line : { ...line, base: 0, unitCount: 0 }));
    const weights = giving.map(({ base, unitCount }) => (per === 'unit' ? unitCount : base));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    if (whole === 0 && (ordinary || per !== 'receipt')) return undefined;
    const times = per === 'receipt' ? 1 : per === 'unit' ? whole : Math.floor(whole / (each ?? whole));
    return times === 0 ? undefined : { kind: 'stamps', purse, count: count * times, weights };
  },
  shortfall({ per, each }, { lines }) {
    const spent = lines.filter(isGiving).reduce((sum, { base }) => sum + base, 0);
    return per === 'spend' && each !== undefined && spent < each
      ? `${spent} of ${each} spent on the lines it matches`
      : undefined;
  },
});

function isGiving({ source, base }: RewardLine): boolean {
  return source.earnable && source.amount > 0 && base > 0;
}
