/**
 * From a mechanic's exact gain to whole minor units on lines. Rounded half up once, on the line or on the sum; what a
 * line's floor refuses is lost, unless the sum is to hold; what maxAmount or a limit cuts is spread pro rata.
 */
import type { Gain } from '../mechanics/mechanic.ts';
import { allocate, allocateWithin } from './allocate.ts';
import { divideHalfUp, type Integer, minus, type Ratio, ratioText, sum, times } from './exact.ts';
import { moneyOfSets } from './money-of-sets.ts';

export interface Money {
  readonly amounts: readonly number[];
  readonly total: number;
  /** What an amount would be if money could be split for ever; where a floor decided, the amount. */
  exactOf(index: number): Ratio;
}

/** `rooms`: the most that may come off each portion; `rate`: the gain's own, or a tender's share of it. */
export function moneyOf(gain: Gain, rate: Ratio, rooms: readonly number[]): Money {
  if (gain.sets !== undefined) return moneyOfSets(gain.sets, rate, rooms);
  const { denominator } = rate;
  const exact = gain.weights.map((weight) => times(weight, rate.numerator));
  const amounts = wholeAmounts(gain, exact, denominator, rooms);
  const refused = amounts.map((amount, index) => {
    return amount === rooms[index] && divideHalfUp(exact[index] ?? 0, denominator) > amount;
  });
  const moved = gain.round === 'fill' && refused.includes(true);
  for (const [index, amount] of amounts.entries()) {
    if (moved || refused[index]) exact[index] = times(amount, denominator);
  }
  const money: Money = {
    amounts,
    total: totalOf(amounts),
    exactOf: (index) => ({ numerator: exact[index] ?? 0, denominator }),
  };
  return gain.maxAmount === undefined ? money : cutTo(money, gain.maxAmount);
}

/** At most `most` of it, pro rata. */
export function cutTo(money: Money, most: number): Money {
  const { amounts, total } = money;
  if (total <= most) return money;
  return {
    amounts: allocate(most, amounts),
    total: most,
    exactOf: (index) => ({ numerator: times(amounts[index] ?? 0, most), denominator: total }),
  };
}

/** What rounding added to a portion, or took. */
export function roundingOf(money: Money, index: number): string {
  const { numerator, denominator } = money.exactOf(index);
  return ratioText(minus(times(money.amounts[index] ?? 0, denominator), numerator), denominator);
}

function wholeAmounts(gain: Gain, exact: readonly Integer[], denominator: Integer, rooms: readonly number[]): number[] {
  if (gain.round === 'line') {
    return exact.map((share, index) => Math.min(divideHalfUp(share, denominator), rooms[index] ?? 0));
  }
  const total = divideHalfUp(sum(exact), denominator);
  if (total === 0) return exact.map(() => 0);
  if (gain.round === 'fill') return allocateWithin(Math.min(total, totalOf(rooms)), exact, rooms);
  return allocate(total, exact).map((amount, index) => Math.min(amount, rooms[index] ?? 0));
}

function totalOf(amounts: readonly number[]): number {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
}
