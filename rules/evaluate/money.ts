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

/** The most that may come off each portion: its own room, or less. */
export interface Rooms {
  readonly portions: readonly { readonly room: number }[];
  /** Undefined: of every portion its own. */
  readonly bounds: readonly number[] | undefined;
}

/** `rate`: the gain's own, or a tender's share of it. */
export function moneyOf(gain: Gain, rate: Ratio, portions: Rooms['portions'], bounds: Rooms['bounds']): Money {
  if (gain.sets !== undefined) return moneyOfSets(gain.sets, rate, roomsOf({ portions, bounds }));
  const money = new RoundedMoney(gain, rate, portions, bounds);
  return gain.maxAmount === undefined ? money : cutTo(money, gain.maxAmount);
}

class RoundedMoney implements Money, Rooms {
  readonly amounts: readonly number[];
  readonly total: number;
  readonly gain: Gain;
  readonly rate: Ratio;
  readonly portions: Rooms['portions'];
  readonly bounds: Rooms['bounds'];

  constructor(gain: Gain, rate: Ratio, portions: Rooms['portions'], bounds: Rooms['bounds']) {
    this.gain = gain;
    this.rate = rate;
    this.portions = portions;
    this.bounds = bounds;
    this.amounts = gain.round === 'line' ? amountsByLine(gain, rate, this) : amountsOfSum(gain, rate, this);
    this.total = totalOf(this.amounts);
  }

  exactOf(index: number): Ratio {
    const { denominator } = this.rate;
    if (this.#isMoved() || this.#isRefused(index)) {
      return { numerator: times(this.amounts[index] ?? 0, denominator), denominator };
    }
    return { numerator: this.#shareOf(index), denominator };
  }

  #shareOf(index: number): Integer {
    return times(this.gain.weights[index] ?? 0, this.rate.numerator);
  }

  /** Its floor let the line have less than its share. */
  #isRefused(index: number): boolean {
    const amount = this.amounts[index] ?? 0;
    return amount === roomAt(this, index) && divideHalfUp(this.#shareOf(index), this.rate.denominator) > amount;
  }

  /** What one line refused has gone to others: no amount is its line's share any more. */
  #isMoved(): boolean {
    return this.gain.round === 'fill' && this.amounts.some((_, index) => this.#isRefused(index));
  }
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

function amountsByLine({ weights }: Gain, { numerator, denominator }: Ratio, rooms: Rooms): number[] {
  const amounts: number[] = new Array(weights.length);
  for (let index = 0; index < weights.length; index++) {
    const amount = divideHalfUp(times(weights[index] as number, numerator), denominator);
    amounts[index] = Math.min(amount, roomAt(rooms, index));
  }
  return amounts;
}

function amountsOfSum({ weights, round }: Gain, { numerator, denominator }: Ratio, rooms: Rooms): number[] {
  const total = divideHalfUp(times(sum(weights), numerator), denominator);
  if (total === 0) return weights.map(() => 0);
  // All shares have the same numerator, so that lines are in the proportion of their weights.
  if (round === 'fill') {
    const most = roomsOf(rooms);
    return allocateWithin(Math.min(total, totalOf(most)), weights, most);
  }
  const amounts = allocate(total, weights);
  for (let index = 0; index < amounts.length; index++) {
    amounts[index] = Math.min(amounts[index] as number, roomAt(rooms, index));
  }
  return amounts;
}

function roomAt({ portions, bounds }: Rooms, index: number): number {
  return (bounds === undefined ? portions[index]?.room : bounds[index]) ?? 0;
}

function roomsOf({ portions, bounds }: Rooms): readonly number[] {
  return bounds ?? portions.map(({ room }) => room);
}

function totalOf(amounts: readonly number[]): number {
  let total = 0;
  for (let index = 0; index < amounts.length; index++) total += amounts[index] as number;
  return total;
}
