import t from 'tap';
import { discounts, evaluated, type LineParts, receiptOf } from '../evaluate/testing/evaluation.ts';
import { priceCases } from './testing/price-cases.ts';

const at = (...prices: number[]): LineParts[] => prices.map((price) => ({ price }));
const nine = at(900, 800, 700, 600, 500, 400, 300, 200, 100);
const fourth = (more = '') => `do: { every_nth: { n: 4, percent: 100, of: unit${more} } }`;
const third = (more = '') => `do: { every_nth: { n: 3, amount: 200, of: line${more} } }`;

priceCases([
  {
    name: 'D17 every fourth unit free: of nine, the two cheapest',
    rule: fourth(),
    lines: nine,
    discounts: [0, 0, 0, 0, 0, 0, 0, 200, 100],
    reason: 'applied: 300 off 2 lines',
  },
  {
    name: 'D17 three units just miss it',
    rule: fourth(),
    lines: [{ quantity: 3 }],
    discounts: [0],
    reason: 'unmet: 3 of 4 units of the lines it matches',
  },
  { name: 'D17 four units of one line', rule: fourth(), lines: [{ price: 250, quantity: 4 }], discounts: [250] },
  { name: 'D17 ties go to the lowest line', rule: fourth(), lines: at(100, 100, 100, 100), discounts: [100, 0, 0, 0] },
  {
    name: 'as listed, the fourth and the eighth',
    rule: fourth(', pick: listed'),
    lines: nine,
    discounts: [0, 0, 0, 600, 0, 0, 0, 200, 0],
  },
  {
    name: 'as listed, across lines of several',
    rule: fourth(', pick: listed'),
    lines: [
      { price: 100, quantity: 3 },
      { price: 70, quantity: 6 },
    ],
    discounts: [0, 140],
  },
  {
    name: 'a fractional quantity is one unit',
    rule: fourth(),
    lines: [
      { price: 100, quantity: 3 },
      { price: 40, quantity: 2.5 },
    ],
    discounts: [100, 0],
  },
  {
    name: 'an amount off a unit, never below nothing',
    rule: 'do: { every_nth: { n: 3, amount: 200, of: unit } }',
    lines: at(150, 500, 600),
    discounts: [150, 0, 0],
  },
  {
    name: 'a percentage off two units of a line',
    rule: 'do: { every_nth: { n: 2, percent: 15, of: unit } }',
    lines: [{ price: 333, quantity: 4 }],
    discounts: [100],
  },
  {
    name: 'D07 200 off each third line of seven',
    rule: third(),
    lines: at(1000, 1000, 900, 1000, 1000, 100, 50),
    discounts: [0, 0, 200, 0, 0, 100, 0],
  },
  {
    name: 'D07 two lines just miss it, whatever their units',
    rule: third(),
    lines: [{ quantity: 5 }, { quantity: 5 }],
    discounts: [0, 0],
    reason: 'unmet: 2 of 3 lines it matches',
  },
  {
    name: 'the cheapest lines',
    rule: third(', pick: cheapest'),
    lines: [{ price: 400, quantity: 3 }, { price: 900 }, { price: 1000 }],
    discounts: [0, 200, 0],
  },
  {
    name: 'a line that does not count is not counted',
    rule: third(),
    lines: [{}, { discountable: false }, {}, {}],
    discounts: [0, 0, 0, 200],
  },
  { name: 'minPrice holds', rule: fourth(), lines: [{ price: 250, quantity: 4, minPrice: 200 }], discounts: [200] },
  {
    name: 'of a base before other discounts, and never more than is left',
    group: 'base: initial,',
    rule: fourth(),
    lines: [{ price: 250, quantity: 4, manualDiscount: 40 }],
    discounts: [280],
  },
]);

t.test('what it counted is closed to the rest of its group', async (t) => {
  const programme = (action: string) => `groups: [{ code: g, type: price, rules: [
    { code: a, priority: 1, do: { every_nth: ${action} } }, { code: b, do: { percent_off: { percent: 10 } } }] }]`;
  const five = receiptOf(at(1000, 800, 600, 400, 200));
  const cases = [
    ['{ n: 2, percent: 100, of: unit }', [100, 0, 0, 400, 200]],
    ['{ n: 2, percent: 100, of: unit, pick: listed }', [0, 800, 0, 400, 20]],
    ['{ n: 2, percent: 100, of: line }', [0, 800, 0, 400, 20]],
    ['{ n: 2, percent: 100, of: line, pick: cheapest }', [100, 0, 0, 400, 200]],
  ] as const;
  for (const [action, expected] of cases) t.strictSame(discounts(evaluated(programme(action), five)), expected, action);
});
