import { strictEqual as equal, ok } from 'node:assert';
import t from 'tap';
import type { Receipt } from '../model/receipt.ts';
import { fc } from '../testing/fast-check.ts';
import { discounts, evaluated, type LineParts, receiptOf } from './testing/evaluation.ts';

const programme = (more = '', cash = 100) => `program: { code: main, cashRounding: ${cash} }
points: { ${more} }
groups:
  - { code: p, type: price, rules: [{ code: ten, items: { sku: T }, do: { percent_off: { percent: 10 } } }] }
  - { code: r, type: redemption, rules: [{ code: whole, do: { redeem_limit: { percent: 100 } } }] }
  - { code: e, type: points, rules: [{ code: earn, do: { earn_percent: { percent: 1 } } }] }`;
const cash = { type: 'cash', amount: 100_000, attributes: {} };
const card = { type: 'card', amount: 100_000, attributes: {} };
const two: LineParts[] = [{ price: 10_050 }, { price: 4_949 }];

const cases: readonly (readonly [
  name: string,
  lines: readonly LineParts[],
  discounts: readonly number[],
  receipt?: Partial<Receipt>,
  programme?: string,
])[] = [
  ['down to whole hundreds, by what the lines cost', two, [66, 33]],
  ['to fives', two, [3, 1], {}, programme('', 5)],
  ['not at all by 1', two, [0, 0], {}, programme('', 1)],
  ['by card', two, [0, 0], { tenders: [card] }],
  ['by card and cash', two, [0, 0], { tenders: [card, cash] }],
  ['in two heaps of cash', two, [66, 33], { tenders: [cash, cash] }],
  ['nobody knows yet how', two, [0, 0], { tenders: [] }],
  ['round already', [{ price: 10_000 }], [0]],
  ['after discounts', [{ sku: 'T', price: 11_055 }], [1_155]],
  ['a line that may not be discounted', [{ price: 10_050, discountable: false }, { price: 4_949 }], [0, 99]],
  ['no line that may be', [{ price: 10_050, discountable: false }], [0]],
  ['no further than the least price', [{ price: 10_050, minPrice: 10_040 }, { price: 4_949 }], [10, 89]],
  ['too little room under the least prices', [{ price: 10_050, minPrice: 10_040 }], [0]],
  ['a deposit brought back', [{ price: 10_050 }, { sku: 'bottle', price: -330 }], [20, 0]],
  ['nothing to pay', [{ price: -330 }], [0]],
  ['a catalogue page', two, [0, 0], { mode: 'listing' }],
  ['after points', two, [66, 33], { redeem: [{ points: 10 }] }],
  ['after points that pay like money', two, [66, 33], { redeem: [{ points: 10 }] }, programme('redeemAs: tender')],
  ['all paid with points', [{ price: 10_000 }], [0], { redeem: [{ points: 100 }] }],
];
for (const [name, lines, expected, receipt = {}, source = programme()] of cases) {
  t.test(name, async (t) => {
    const member = { balances: { bonus: 1000 } };
    t.strictSame(discounts(evaluated(source, receiptOf(lines, { tenders: [cash], ...receipt }), { member })), expected);
  });
}

t.test('it is told as an adjustment, and earns no points', async (t) => {
  const { lines, totals } = evaluated(programme(), receiptOf([{ price: 20_099 }], { tenders: [cash] }));
  const rounding = { rule: 'rounding', group: 'rounding', mechanic: 'rounding' };
  t.strictSame(lines[0]?.adjustments, [{ ...rounding, amount: 99, base: 20_099, rounding: '0' }]);
  t.match(totals, { gross: 20_099, discount: 99, net: 20_000, earned: 2 });
});

t.test('what was charged prevails', async (t) => {
  const charged = [{ line: 1, net: 20_050 }];
  const { totals, variance } = evaluated(programme(), receiptOf([{ price: 20_099 }], { tenders: [cash], charged }));
  t.match(totals, { net: 20_050 });
  t.match(variance, { net: 50 });
});

t.test('whatever is sold: a multiple is to be paid, or all of it, and lines are totals', async () => {
  const line = fc.record({
    price: fc.integer({ min: 1, max: 100_000 }),
    sku: fc.constantFrom('A', 'T'),
    discountable: fc.boolean(),
    minPrice: fc.nat({ max: 100_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 2, max: 1000 }),
      fc.nat({ max: 500 }),
      (lines, n, points) => {
        const receipt = receiptOf(lines, { tenders: [cash], redeem: points === 0 ? [] : [{ points }] });
        const member = { balances: { bonus: 500 } };
        const rounded = evaluated(programme('', n), receipt, { member });
        const plain = evaluated(programme('', 1), receipt, { member });
        const off = plain.totals.net - rounded.totals.net;
        ok(off >= 0 && off < n);
        ok(off === 0 || rounded.totals.net % n === 0);
        equal(
          rounded.totals.net,
          rounded.lines.reduce((sum, { net }) => sum + net, 0),
        );
        for (const [index, { discountable, minPrice }] of lines.entries()) {
          const [one, other] = [rounded.lines[index], plain.lines[index]];
          if (one?.net === other?.net) continue;
          ok(discountable && (one?.net ?? 0) >= 0 && (one?.net ?? 0) + (one?.redeemed ?? 0) >= minPrice);
        }
      },
    ),
    { numRuns: 300 },
  );
});
