import t from 'tap';
import type { CompiledRule } from '../compile/compiled.ts';
import { fc } from '../testing/fast-check.ts';
import type { BasketLine } from './basket.ts';
import { type Bid, compareGains, compareTotals, gainOn, gainsOf, linesOf, marksOf, placeOf, touchedBy } from './bid.ts';
import { compareRatios } from './exact.ts';

const basket = Array.from({ length: 12 }, (_, index) => ({ index }) as BasketLine);

function bidOn(indexes: readonly number[], gains: readonly number[], numerator: number, denominator: number): Bid {
  const total = gains.reduce((sum, gain) => sum + gain * numerator, 0);
  const lines = basket.filter(({ index }) => indexes.includes(index));
  return { rule: {} as CompiledRule, lines, gains, numerator, denominator, total, bundle: false };
}

const anyBid = fc
  .record({
    indexes: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1 }),
    gains: fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 12, maxLength: 12 }),
    numerator: fc.integer({ min: 1, max: 10_000 }),
    denominator: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ indexes, gains, numerator, denominator }) =>
    bidOn(indexes, gains.slice(0, indexes.length), numerator, denominator),
  );

t.test('a line is found where it is, and gains what stands there', async () => {
  fc.assert(
    fc.property(anyBid, (bid) => {
      const marks = marksOf(basket, bid.lines);
      return basket.every((line) => {
        const place = bid.lines.indexOf(line);
        const gain = place === -1 ? 0n : BigInt(bid.gains[place] ?? 0) * BigInt(bid.numerator);
        return (
          placeOf(bid, line) === place &&
          BigInt(gainOn(line, bid).numerator) === gain &&
          marks[line.index] === (place !== -1)
        );
      });
    }),
  );
});

t.test('gains and totals compare as the fractions that they are, whatever their denominators', async () => {
  fc.assert(
    fc.property(anyBid, anyBid, (one, other) => {
      const ratio = (bid: Bid) => ({ numerator: bid.total, denominator: bid.denominator });
      const [first, second] = [one.lines[0] as BasketLine, other.lines[0] as BasketLine];
      return (
        compareTotals(one, other) === compareRatios(ratio(one), ratio(other)) &&
        compareGains(one, 0, other, 0) === compareRatios(gainOn(first, one), gainOn(second, other))
      );
    }),
  );
});

t.test('a line that gains nothing is touched only where its units are consumed', async (t) => {
  const on = basket.slice(0, 3).map((line) => ({ line }));
  const rows: [gains: number[], consumed: number[], lines: number[], left: number[]][] = [
    [[5, 7, 9], [], [0, 1, 2], [5, 7, 9]],
    [[5, 0, 9], [], [0, 2], [5, 9]],
    [[5, 0, 9], [1], [0, 1, 2], [5, 0, 9]],
    [[0, 0, 9], [1], [1, 2], [0, 9]],
  ];
  for (const [gains, consumed, lines, left] of rows) {
    const touched = touchedBy(gains, new Set(consumed));
    t.strictSame(
      linesOf(on, touched).map(({ index }) => index),
      lines,
    );
    t.strictSame(gainsOf(gains, touched), left);
  }
});
