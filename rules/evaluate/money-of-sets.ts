/**
 * What sets of units take off their lines. Each set is rounded half up and split over its units by largest remainder, so
 * that the second set of a receipt costs what the first did; what a line's floor refuses goes to the other units of
 * the set.
 *
 *   A 10000 + B 6000 for 12999: 3001 off            → 1875.625 and 1125.375 → −1876, −1125
 *   two of them                                     → −3752, −2250, where 6002 in one would be −3751, −2251
 */
import type { SetGain } from '../mechanics/mechanic.ts';
import { allocate, allocateWithin } from './allocate.ts';
import { addRatios, divideHalfUp, type Ratio, times } from './exact.ts';
import type { Money } from './money.ts';

/** `rooms`: the most that may come off each portion. */
export function moneyOfSets(sets: readonly SetGain[], rate: Ratio, rooms: readonly number[]): Money {
  const left = [...rooms];
  const amounts = rooms.map(() => 0);
  const exact = rooms.map((): Ratio => ({ numerator: 0, denominator: 1 }));
  for (const set of sets) {
    let count = set.count;
    while (count > 0) {
      const { split, shares } = splitOf(set, rate, left);
      // As many sets as find room for that same split; the next may find less on some line.
      let alike = count;
      for (const [place, { portion }] of set.parts.entries()) {
        const part = split[place] ?? 0;
        if (part > 0) alike = Math.min(alike, Math.floor((left[portion] ?? 0) / part));
      }
      for (const [place, { portion }] of set.parts.entries()) {
        const part = (split[place] ?? 0) * alike;
        left[portion] = (left[portion] ?? 0) - part;
        amounts[portion] = (amounts[portion] ?? 0) + part;
        const { numerator, denominator } = shares[place] ?? { numerator: 0, denominator: 1 };
        const share = { numerator: times(numerator, alike), denominator };
        exact[portion] = addRatios(exact[portion] ?? share, share);
      }
      count -= alike;
    }
  }
  return {
    amounts,
    total: amounts.reduce((sum, amount) => sum + amount, 0),
    exactOf: (index) => exact[index] ?? { numerator: 0, denominator: 1 },
  };
}

/** One set's discount by part, whole and exact. */
function splitOf(
  { worth, parts }: SetGain,
  rate: Ratio,
  left: readonly number[],
): { split: number[]; shares: Ratio[] } {
  const weights = parts.map(({ weight }) => weight);
  const bounds = parts.map(({ portion, weight }) => Math.min(weight, left[portion] ?? 0));
  const numerator = times(worth, rate.numerator);
  const due = divideHalfUp(numerator, rate.denominator);
  const free = allocate(due, weights);
  if (free.every((part, place) => part <= (bounds[place] ?? 0))) {
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    // A percentage of a set is that of each of its parts: a fraction that stays small, however many sets there are.
    const [by, per] =
      worth === whole ? [rate.numerator, rate.denominator] : [numerator, times(rate.denominator, whole)];
    return { split: free, shares: weights.map((weight) => ({ numerator: times(by, weight), denominator: per })) };
  }
  const room = bounds.reduce((sum, bound) => sum + bound, 0);
  const split = allocateWithin(Math.min(due, room), weights, bounds);
  return { split, shares: split.map((part) => ({ numerator: part, denominator: 1 })) };
}
