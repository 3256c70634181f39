/** Gains that several mechanics give, once each has said how much of them. */
import type { Gain, GainContext, Portion } from '../mechanic.ts';

/** A percentage of money, or points worth one, has two decimals: in ten-thousandths it is whole. */
export const percentDenominator = 10_000;

export function hundredths(percent: number): number {
  return Math.round(percent * 100);
}

/** Every gain is made here: of one shape, since those of all mechanics are read by the same code. */
export function gainOf(
  weights: readonly number[],
  numerator: number,
  denominator: number,
  round: Gain['round'],
  consumed?: Gain['consumed'],
  maxAmount?: number,
): Gain {
  return { weights, numerator, denominator, round, sets: undefined, maxAmount, most: undefined, consumed };
}

export function worthOf(portions: readonly Portion[]): number {
  let worth = 0;
  for (let place = 0; place < portions.length; place++) worth += (portions[place] as Portion).base;
  return worth;
}

export function basesOf(portions: readonly Portion[]): number[] {
  const bases: number[] = new Array(portions.length);
  for (let place = 0; place < portions.length; place++) bases[place] = (portions[place] as Portion).base;
  return bases;
}

/** A percentage off each line, rounded there unless it is to be rounded on the sum. */
export function percentOfEach(
  portions: readonly Portion[],
  percent: number,
  round: Gain['round'] = 'line',
  maxAmount?: number,
): Gain {
  return gainOf(basesOf(portions), hundredths(percent), percentDenominator, round, undefined, maxAmount);
}

/** An amount off all of them together, by what they cost; what one line's floor refuses goes to the others. */
export function amountOverAll(portions: readonly Portion[], amount: number): Gain | undefined {
  return spread(portions, amount, 'fill');
}

/** Points worth a percentage of what is paid. */
export function percentBack(portions: readonly Portion[], percent: number, { points }: GainContext): Gain {
  return gainOf(basesOf(portions), hundredths(percent), percentDenominator * points.unitWorth, 'receipt');
}

/** So many points for all of them together, by what they cost. */
export function pointsOverAll(portions: readonly Portion[], points: number): Gain | undefined {
  return spread(portions, points, 'receipt');
}

function spread(portions: readonly Portion[], whole: number, round: Gain['round']): Gain | undefined {
  const denominator = worthOf(portions);
  if (denominator === 0) return undefined;
  return gainOf(basesOf(portions), whole, denominator, round);
}
