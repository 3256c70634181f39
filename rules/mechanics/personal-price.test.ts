import t from 'tap';
import { discounts, evaluated, receiptOf } from '../evaluate/testing/evaluation.ts';
import { priceCases } from './testing/price-cases.ts';

const rule = 'do: { personal_price: { list: feb } }';
const member = {
  personalPrices: {
    feb: { coffee: { percent: 15 }, tea: { amount: 500 }, cocoa: { price: 9900 }, free: { price: 0 } },
    other: { milk: { percent: 50 } },
  },
};

priceCases([
  { name: 'percent', rule, member, lines: [{ sku: 'coffee', price: 20_000, quantity: 2 }], discounts: [6000] },
  { name: 'a percentage is rounded half up', rule, member, lines: [{ sku: 'coffee', price: 3590 }], discounts: [539] },
  {
    name: 'amount, of each unit',
    rule,
    member,
    lines: [{ sku: 'tea', price: 4000, quantity: 3 }],
    discounts: [1500],
    reason: 'applied: 1500 off 1 line',
  },
  {
    name: 'amount, no more than the line',
    rule,
    member,
    lines: [{ sku: 'tea', price: 300, quantity: 2 }],
    discounts: [600],
  },
  { name: 'amount, of 1.250 kg', rule, member, lines: [{ sku: 'tea', price: 4000, quantity: 1.25 }], discounts: [500] },
  { name: 'price', rule, member, lines: [{ sku: 'cocoa', price: 12_000, quantity: 2 }], discounts: [4200] },
  {
    name: 'price, of 0.333 kg',
    rule,
    member,
    lines: [{ sku: 'cocoa', price: 12_000, quantity: 0.333 }],
    discounts: [699],
  },
  { name: 'a price of nothing', rule, member, lines: [{ sku: 'free', price: 12_000 }], discounts: [12_000] },
  {
    name: 'a price never raises one',
    rule,
    member,
    lines: [{ sku: 'cocoa', price: 9500 }],
    discounts: [0],
    reason: 'unmet: nothing comes off the 9500 left to pay on the lines it matches',
  },
  {
    name: 'a sku of which the list says nothing',
    rule,
    member,
    lines: [{ sku: 'milk' }],
    discounts: [0],
    reason: 'unmet: feb has no price of the member for the lines it matches',
  },
  { name: 'a sku named as what every object has', rule, member, lines: [{ sku: 'constructor' }], discounts: [0] },
  {
    name: 'each line by its own row, within the selector',
    rule: `items: { not: { sku: tea } }, ${rule}`,
    member,
    lines: [{ sku: 'coffee', price: 1000 }, { sku: 'tea' }, { sku: 'milk' }, { sku: 'cocoa', price: 10_000 }],
    discounts: [150, 0, 0, 100],
  },
  {
    name: 'maxima of a limit',
    rule: `limits: [{ by: member, amount: 100, per: day }], ${rule}`,
    member,
    lines: [{ sku: 'tea' }],
    discounts: [100],
  },
  {
    name: 'one unit, by take',
    rule: `take: { order: cheapest, count: 1 }, ${rule}`,
    member,
    lines: [{ sku: 'cocoa', price: 12_000, quantity: 2 }],
    discounts: [2100],
  },
]);

t.test('a percentage is of the group’s base, an amount and a price of what is left to pay', async (t) => {
  const programme = `groups:
  - { code: first, type: price, rules: [{ code: half, do: { percent_off: { percent: 50 } } }] }
  - { code: own, type: price, base: initial, rules: [{ code: r, ${rule} }] }`;
  const lines = [
    { sku: 'coffee', price: 1000 },
    { sku: 'cocoa', price: 12_000 },
    { sku: 'cocoa', price: 30_000 },
  ];
  // 15% of 1000; 6000 is below 9900 already; 15000 comes down to 9900.
  t.strictSame(discounts(evaluated(programme, receiptOf(lines), { member })), [650, 6000, 20_100]);
});

t.test('nobody has no prices', async (t) => {
  const programme = `groups: [{ code: g, type: price, rules: [{ code: r, ${rule} }] }]`;
  const evaluation = evaluated(programme, receiptOf([{ sku: 'tea' }]), { member: null });
  t.strictSame(discounts(evaluation), [0]);
  t.match(evaluation.trace, [{ outcome: 'unmet', reason: 'no member' }]);
});
