import { priceCases } from './testing/price-cases.ts';

const onePercent = 'do: { per_spend_off: { each: 100000, percent: 1, maxPercent: 5 } }';
const amount = 'do: { per_spend_off: { each: 100000, amount: 3000 } }';
const bounded = 'do: { per_spend_off: { each: 10000, amount: 3000, maxPercent: 20 } }';

priceCases([
  { name: 'D06 three steps of 1%', rule: onePercent, lines: [{ price: 350000 }], discounts: [10500] },
  { name: 'D06 at most 5%', rule: onePercent, lines: [{ price: 900000 }], discounts: [45000] },
  { name: 'D06 exactly a step', rule: onePercent, lines: [{ price: 100000 }], discounts: [1000] },
  {
    name: 'D06 just misses the step',
    rule: onePercent,
    lines: [{ price: 99999 }],
    discounts: [0],
    reason: 'unmet: 99999 of 100000 spent on the lines it matches',
  },
  {
    name: 'D06 each line is rounded half up',
    rule: onePercent,
    lines: [{ price: 200050 }, { price: 99950 }],
    discounts: [6002, 2999],
  },
  {
    name: 'money for each step, by what lines cost',
    rule: amount,
    lines: [{ price: 150000 }, { price: 50000 }],
    discounts: [4500, 1500],
  },
  {
    name: 'money that one line’s floor refuses goes to the other',
    rule: amount,
    lines: [{ price: 150000, minPrice: 149000 }, { price: 50000 }],
    discounts: [1000, 5000],
  },
  {
    name: 'money bounded by a percentage',
    rule: bounded,
    lines: [{ price: 35000 }],
    discounts: [7000],
    reason: 'applied: 7000 off 1 line',
  },
  {
    name: 'money just at the bound',
    rule: 'do: { per_spend_off: { each: 10000, amount: 2000, maxPercent: 20 } }',
    lines: [{ price: 30000 }],
    discounts: [6000],
  },
  {
    name: 'without a bound, no more than everything',
    rule: 'do: { per_spend_off: { each: 1, percent: 100 } }',
    lines: [{ price: 500 }],
    discounts: [500],
  },
  {
    name: 'what may not be discounted is not spent',
    rule: amount,
    lines: [{ price: 99999 }, { price: 50000, discountable: false }],
    discounts: [0, 0],
    reason: 'unmet: 99999 of 100000 spent on the lines it matches',
  },
  {
    name: 'of its own lines alone',
    rule: `items: { sku: A }, ${amount}`,
    lines: [{ price: 100000 }, { price: 900000, sku: 'B' }],
    discounts: [3000, 0],
  },
]);
