import t from 'tap';
import { discounts, evaluated, type LineParts, receiptOf } from '../evaluate/testing/evaluation.ts';
import { priceCases } from './testing/price-cases.ts';

const at = (...prices: number[]): LineParts[] => prices.map((price) => ({ price }));
const pair = (price = 12999) =>
  `do: { set_price: { set: [{ items: { sku: A } }, { items: { sku: B } }], price: ${price} } }`;
const A = { sku: 'A', price: 10000 };
const B = { sku: 'B', price: 6000 };

priceCases([
  { name: 'D05 a set', rule: pair(), lines: [A, B], discounts: [1876, 1125], reason: 'applied: 3001 off 2 lines' },
  {
    name: 'D05 two sets, each split by itself',
    rule: pair(),
    lines: [
      { ...A, quantity: 2 },
      { ...B, quantity: 2 },
    ],
    discounts: [3752, 2250],
  },
  {
    name: 'D05 half a set just misses it',
    rule: pair(),
    lines: [A, { sku: 'C' }],
    discounts: [0, 0],
    reason: 'unmet: 0 of 1 units of part 2 of the set',
  },
  {
    name: 'a set that costs no more stays as it is',
    rule: pair(16000),
    lines: [A, B],
    discounts: [0, 0],
    reason: 'unmet: price 16000 is not below the 16000 of the set',
  },
  {
    name: 'the dearest units first; a second set that would cost more is none',
    rule: pair(),
    lines: [{ ...A, price: 4000 }, A, B, { ...B, price: 5000 }],
    discounts: [0, 1876, 1125, 0],
  },
  {
    name: 'several of one kind',
    rule: 'do: { set_price: { set: [{ items: { sku: A }, quantity: 3 }], price: 25000 } }',
    lines: at(7000, 10000, 8000, 9000),
    discounts: [0, 741, 592, 667],
  },
  {
    name: 'several of one kind, too few',
    rule: 'do: { set_price: { set: [{ items: { sku: A }, quantity: 3 }], price: 100 } }',
    lines: [{ quantity: 2 }, { sku: 'B' }],
    discounts: [0, 0],
    reason: 'unmet: 2 of 3 units of part 1 of the set',
  },
  {
    name: 'a thousand sets are as one',
    rule: pair(),
    lines: [
      { ...A, quantity: 1000 },
      { ...B, quantity: 1001 },
    ],
    discounts: [1876000, 1125000],
  },
  {
    name: 'a part that is tea may not use up the only tea',
    rule: foodAndTea(),
    lines: [
      { sku: 'tea', price: 9000, category: ['food'] },
      { sku: 'bread', price: 1000, category: ['food'] },
    ],
    discounts: [900, 100],
  },
  {
    name: 'tea is food too',
    rule: foodAndTea(),
    lines: [
      { sku: 'tea', price: 9000, quantity: 2, category: ['food'] },
      { sku: 'bread', price: 1000, category: ['food'] },
    ],
    discounts: [9000, 0],
  },
  {
    name: 'what fits two parts is not enough for both',
    rule: foodAndTea(),
    lines: [{ sku: 'tea', price: 9000, category: ['food'] }],
    discounts: [0],
    reason: 'unmet: 1 of the 2 units of a set: some fit several parts',
  },
  {
    name: 'what a floor refuses goes to the other part',
    rule: pair(),
    lines: [{ ...A, minPrice: 9000 }, B],
    discounts: [1000, 2001],
  },
  {
    name: 'a line has one floor: the first set takes what room there is',
    rule: pair(),
    lines: [{ ...A, quantity: 3, minPrice: 9500 }, B, B],
    discounts: [1500, 1501, 3001],
  },
  {
    name: 'what may not be discounted is in no set',
    rule: pair(),
    lines: [{ ...A, discountable: false }, B],
    discounts: [0, 0],
    reason: 'unmet: 0 of 1 units of part 1 of the set',
  },
  {
    name: 'the rule’s own items bound it',
    rule: `items: { brand: X }, ${pair()}`,
    lines: [{ ...A, brand: 'X' }, B, { ...B, brand: 'X' }],
    discounts: [1876, 0, 1125],
  },
  {
    name: 'a member’s favourites',
    rule: 'do: { set_price: { set: [{ items: { favourites: sku }, quantity: 2 }], price: 15000 } }',
    lines: [A, B, { sku: 'C' }],
    member: { favourites: { sku: ['A', 'C'] } },
    discounts: [2500, 0, 2500],
  },
  {
    name: 'share: each set’s discount by the tender’s part',
    rule: `tenders: [{ type: card, share: true }], ${pair()}`,
    lines: [A, B],
    receipt: {
      tenders: [
        { type: 'card', amount: 5000, attributes: {} },
        { type: 'cash', amount: 5000, attributes: {} },
      ],
    },
    discounts: [938, 563],
  },
  {
    name: 'a limit cuts all sets together',
    rule: `${pair()}, limits: [{ by: rule, amount: 1000, per: receipt }]`,
    lines: [A, B],
    discounts: [625, 375],
    reason: 'limited: 1000 of 1000 by rule per receipt left; 1000 off 2 lines',
  },
]);

function foodAndTea(): string {
  return 'do: { set_price: { set: [{ items: { category: food } }, { items: { sku: tea } }], price: 9000 } }';
}

t.test('units in a set are closed to the rest of its group, the others are not', async (t) => {
  const programme = `groups: [{ code: g, type: price, rules: [
    { code: a, priority: 1, ${pair()} }, { code: b, do: { percent_off: { percent: 10 } } }] }]`;
  t.strictSame(discounts(evaluated(programme, receiptOf([{ ...A, quantity: 2 }, B]))), [2876, 1125]);
});

t.test('an adjustment tells what rounding did to its part of the set', async (t) => {
  const { lines } = evaluated(`groups: [{ code: g, type: price, rules: [{ code: r, ${pair()} }] }]`, receiptOf([A, B]));
  t.strictSame(
    lines.map((line) => line.adjustments.map(({ amount, base, rounding }) => ({ amount, base, rounding }))),
    [[{ amount: 1876, base: 10000, rounding: '3/8' }], [{ amount: 1125, base: 6000, rounding: '-3/8' }]],
  );
});

t.test('a programme is told what is wrong inside of a set', async (t) => {
  const set = (items: string) => `groups: [{ code: g, type: price, rules: [
    { code: r, do: { set_price: { set: [{ items: { sku: A } }, { items: ${items} }], price: 1 } } }] }]`;
  const at = 'groups\\[0\\].rules\\[0\\].do.set_price.set\\[1\\].items';
  t.throws(() => evaluated(set('{ price: { from: 2, to: 1 } }'), receiptOf([{}])), new RegExp(`${at}.price: from 2`));
  t.throws(() => evaluated(set('{}'), receiptOf([{}])), new RegExp(`${at}: must be a selector`));
});
