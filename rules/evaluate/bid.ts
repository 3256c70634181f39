/**
 * What a rule would give if it had some lines to itself. Every kind of group has bids of its own, and all begin with these:
 * plain arrays over the lines a rule touches, for there is one bid for every rule that applies, and a map in each was
 * a tenth of an evaluation.
 */
import type { CompiledRule } from '../compile/compiled.ts';
import type { BasketLine } from './basket.ts';
import { addRatios, type Integer, type Ratio, times, zero } from './exact.ts';

export interface Bid {
  readonly rule: CompiledRule;
  /** Those it touches, in the order of the basket; one that it only consumes units of gains 0. */
  readonly lines: readonly BasketLine[];
  /** On lines[i] it gives gains[i] × numerator ÷ denominator. */
  readonly gains: readonly Integer[];
  readonly numerator: Integer;
  readonly denominator: Integer;
  /** Σ gains × numerator, of the same denominator. */
  readonly total: Integer;
  /** It wins all its lines or none. */
  readonly bundle: boolean;
}

/** By the place of a line in the basket: whether it is one of some. */
export type LineMarks = boolean[];

export function marksOf(basket: readonly BasketLine[], lines: readonly BasketLine[]): LineMarks {
  const marks: LineMarks = new Array(basket.length).fill(false);
  for (let place = 0; place < lines.length; place++) marks[(lines[place] as BasketLine).index] = true;
  return marks;
}

/** Where a line is among those of a bid; -1: it is not. */
export function placeOf({ lines }: Bid, { index }: BasketLine): number {
  let from = 0;
  let to = lines.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((lines[middle] as BasketLine).index < index) from = middle + 1;
    else to = middle;
  }
  return lines[from]?.index === index ? from : -1;
}

export function gainOn(line: BasketLine, bid: Bid): Ratio {
  const place = placeOf(bid, line);
  return { numerator: place === -1 ? 0 : times(bid.gains[place] ?? 0, bid.numerator), denominator: bid.denominator };
}

/** Negative where what `one` gives on its line at `place` is less than what `other` does at `otherPlace`, 0 where they are equal. */
export function compareGains(one: Bid, place: number, other: Bid, otherPlace: number): number {
  let left = one.gains[place] ?? 0;
  let right = other.gains[otherPlace] ?? 0;
  if (one.denominator !== other.denominator || one.numerator !== other.numerator) {
    left = times(times(left, one.numerator), other.denominator);
    right = times(times(right, other.numerator), one.denominator);
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

export function compareTotals(one: Bid, other: Bid): number {
  const alike = one.denominator === other.denominator;
  const left = alike ? one.total : times(one.total, other.denominator);
  const right = alike ? other.total : times(other.total, one.denominator);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function totalOf({ total, denominator }: Bid): Ratio {
  return { numerator: total, denominator };
}

export function sumOfTotals(bids: readonly Bid[]): Ratio {
  let sum = zero;
  for (const bid of bids) sum = addRatios(sum, totalOf(bid));
  return sum;
}

/** The lines of portions, of those alone that are touched. */
export function linesOf(on: readonly { readonly line: BasketLine }[], touched?: readonly boolean[]): BasketLine[] {
  if (touched !== undefined) return on.filter((_, place) => touched[place]).map(({ line }) => line);
  // Of exactly that length: an array that is pushed to has room for 17 from the first push on.
  const lines: BasketLine[] = new Array(on.length);
  for (let place = 0; place < on.length; place++) lines[place] = (on[place] as { line: BasketLine }).line;
  return lines;
}

/** Which portions a rule touches, those where it gains something or `also`; undefined, as mostly: all. */
export function touchedBy(
  gains: readonly Integer[],
  also?: { has(place: number): boolean },
): readonly boolean[] | undefined {
  for (let place = 0; place < gains.length; place++) {
    if ((gains[place] as Integer) > 0 || also?.has(place) === true) continue;
    return gains.map((gain, one) => gain > 0 || also?.has(one) === true);
  }
  return undefined;
}

export function gainsOf(gains: readonly Integer[], touched: readonly boolean[] | undefined): readonly Integer[] {
  return touched === undefined ? gains : gains.filter((_, place) => touched[place]);
}
