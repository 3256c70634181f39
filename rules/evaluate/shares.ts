/** An exact gain on lines, not yet rounded: points to be given, or money that points may pay. */
import { compareRatios, type Integer, type Ratio, sum, times } from './exact.ts';

export interface Shares {
  readonly numerators: readonly Integer[];
  readonly denominator: Integer;
}

export function totalOf(shares: Shares): Ratio {
  return { numerator: sum(shares.numerators), denominator: shares.denominator };
}

/** At most `most` in all, pro rata. */
export function boundedBy(shares: Shares, most: number): Shares {
  const total = totalOf(shares);
  if (compareRatios(total, { numerator: most, denominator: 1 }) <= 0) return shares;
  return { numerators: shares.numerators.map((one) => times(one, most)), denominator: total.numerator };
}
