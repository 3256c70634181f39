import { pointsCases } from './testing/points-cases.ts';

const per = (what: string, points = 50) => `do: { earn_points: { points: ${points}, per: ${what} } }`;

pointsCases([
  { name: 'B02 per unit', rule: per('unit'), lines: [{ quantity: 3 }], earned: [150], reason: 'applied: 150 points' },
  { name: 'a fractional quantity is one unit', rule: per('unit'), lines: [{ quantity: 1.25 }], earned: [50] },
  { name: 'per line', rule: per('line'), lines: [{ quantity: 3 }, {}], earned: [50, 50] },
  {
    name: 'per receipt, by what lines cost',
    rule: per('receipt'),
    lines: [{ price: 30000 }, { price: 10000 }],
    earned: [38, 12],
  },
  {
    name: 'B02 only on the item',
    rule: `items: { sku: A }, ${per('unit')}`,
    lines: [{ sku: 'B', quantity: 5 }],
    earned: [0],
    reason: 'unmet: no line matches',
  },
  {
    name: 'not for what may not earn, nor for what was paid back',
    rule: per('unit'),
    lines: [{ earnable: false }, { price: -500 }, {}],
    earned: [0, 0, 50],
  },
  {
    name: 'on two units at most',
    rule: `take: { order: listed, count: 2 }, ${per('unit')}`,
    lines: [{}, { quantity: 4 }],
    earned: [50, 50],
  },
  {
    name: 'none',
    rule: per('unit', 0),
    lines: [{ price: 900 }],
    earned: [0],
    reason: 'unmet: comes to nothing on the 900 of the lines it matches',
  },
]);
