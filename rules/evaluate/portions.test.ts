import t from 'tap';
import { evaluate } from './evaluate.ts';
import { discounts, inputOf, type LineParts, programmeOf, receiptOf } from './testing/evaluation.ts';

const programme = programmeOf(`
groups:
  - code: shelf
    type: price
    rules:
      - { code: a, items: { sku: A }, do: { percent_off: { percent: 10 } } }
      - { code: not-b, items: { not: { sku: B } }, do: { percent_off: { percent: 1 } } }
`);

/** Every third line is of A, every third of B. */
function linesOf(count: number, lineAt: (index: number) => number): LineParts[] {
  return Array.from({ length: count }, (_, index) => ({ line: lineAt(index), sku: 'ABC'[index % 3] ?? '' }));
}

t.test(
  'what the index notes of 32 lines is asked of more lines, and of lines in another order, one by one',
  async (t) => {
    for (const [lines, of] of [
      [linesOf(32, (index) => index + 1), '32 lines'],
      [linesOf(33, (index) => index + 1), '33 lines'],
      [linesOf(70, (index) => index + 1), '70 lines'],
      [linesOf(9, (index) => 9 - index), 'lines from the last to the first'],
    ] as const) {
      const expected = lines.map(({ sku }) => (sku === 'A' ? 1_090 : sku === 'B' ? 0 : 100));
      t.strictSame(discounts(evaluate(programme, inputOf(receiptOf(lines)))), expected, of);
    }
  },
);
