import { priceCases } from './testing/price-cases.ts';

const set = 'set: [{ items: { sku: A } }, { items: { sku: B } }]';
const two = 'set: [{ items: { sku: A }, quantity: 2 }, { items: { sku: B } }]';
const percent = `do: { set_off: { ${set}, percent: 15 } }`;
const amount = `do: { set_off: { ${two}, amount: 500 } }`;
const A = { sku: 'A', price: 10000 };
const B = { sku: 'B', price: 6000 };

priceCases([
  {
    name: 'D04 15% off a set',
    rule: percent,
    lines: [A, B],
    discounts: [1500, 900],
    reason: 'applied: 2400 off 2 lines',
  },
  {
    name: 'D04 no set',
    rule: percent,
    lines: [A, A],
    discounts: [0, 0],
    reason: 'unmet: 0 of 1 units of part 2 of the set',
  },
  {
    name: 'D04 what is left over is not discounted',
    rule: percent,
    lines: [{ ...A, quantity: 3 }, B],
    discounts: [1500, 900],
  },
  {
    name: 'an amount off each of two sets',
    rule: amount,
    lines: [
      { sku: 'A', price: 1000, quantity: 4 },
      { sku: 'B', price: 600, quantity: 2 },
    ],
    discounts: [770, 230],
  },
  {
    name: 'an amount is no more than the set costs',
    rule: amount,
    lines: [
      { sku: 'A', price: 150, quantity: 2 },
      { sku: 'B', price: 60 },
    ],
    discounts: [300, 60],
  },
  {
    name: 'each set is rounded half up by itself',
    rule: percent,
    lines: [
      { sku: 'A', price: 5, quantity: 3 },
      { sku: 'B', price: 5, quantity: 3 },
    ],
    discounts: [3, 3],
  },
  {
    name: 'a percentage is of the group’s base',
    group: 'base: initial,',
    rule: percent,
    lines: [{ ...A, manualDiscount: 2000 }, B],
    discounts: [3200, 900],
  },
]);
