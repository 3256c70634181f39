import { pointsCases } from './testing/points-cases.ts';

const third = (of: string) => `do: { earn_per_nth: { n: 3, points: 10, of: ${of} } }`;
const seven = [{}, {}, {}, {}, {}, {}, {}];

pointsCases([
  {
    name: 'B21 seven units are twice three',
    rule: third('unit'),
    lines: [{ quantity: 7 }],
    earned: [20],
    reason: 'applied: 20 points',
  },
  {
    name: 'B21 by the units of each line',
    rule: third('unit'),
    lines: [{ quantity: 4 }, { quantity: 3 }],
    earned: [11, 9],
  },
  {
    name: 'B21 two units just miss it',
    rule: third('unit'),
    lines: [{ quantity: 2 }],
    earned: [0],
    reason: 'unmet: 2 of 3 units of the lines it matches',
  },
  { name: 'B20 each third line of seven', rule: third('line'), lines: seven, earned: [0, 0, 10, 0, 0, 10, 0] },
  {
    name: 'B20 two lines just miss it',
    rule: third('line'),
    lines: [{ quantity: 9 }, {}],
    earned: [0, 0],
    reason: 'unmet: 2 of 3 lines it matches',
  },
  {
    name: 'a line that may not earn is not counted',
    rule: third('line'),
    lines: [{}, { earnable: false }, {}, {}],
    earned: [0, 0, 0, 10],
  },
  {
    name: 'every unit',
    rule: 'do: { earn_per_nth: { n: 1, points: 2, of: unit } }',
    lines: [{ quantity: 5 }],
    earned: [10],
  },
]);
