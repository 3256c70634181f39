import { pointsCases } from './testing/points-cases.ts';

const total =
  'do: { earn_ladder: { by: receipt.total, steps: [{ from: 0, percent: 0.5 }, { from: 55500, percent: 1 }] } }';
const purchases = 'do: { earn_ladder: { by: member.purchases, steps: [{ from: 10, points: 100 }] } }';

pointsCases([
  { name: 'half a percent below 55500', rule: total, lines: [{ price: 55499 }], earned: [2] },
  { name: 'one percent from there', rule: total, lines: [{ price: 55500 }], earned: [5], reason: 'applied: 5 points' },
  {
    name: 'of what is earned on, by the total of the receipt',
    rule: total,
    lines: [{ price: 30000 }, { price: 25500, earnable: false }],
    earned: [3, 0],
  },
  {
    name: 'points for the receipt, by what lines cost',
    rule: purchases,
    lines: [{ price: 3000 }, { price: 1000 }],
    member: { purchases: 10 },
    earned: [75, 25],
  },
  {
    name: 'nine purchases before',
    rule: purchases,
    lines: [{}],
    member: { purchases: 9 },
    earned: [0],
    reason: 'unmet: member.purchases 9 < 10',
  },
]);
