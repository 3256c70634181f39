import t from 'tap';
import { evaluated, receiptOf } from '../evaluate/testing/evaluation.ts';
import { pointsCases } from './testing/points-cases.ts';

const set = 'earn_set: { set: [{ items: { sku: A } }, { items: { sku: B } }], points: 30 }';
const A = { sku: 'A', price: 10000 };
const B = { sku: 'B', price: 5000 };

pointsCases([
  { name: 'B04 a set', rule: `do: { ${set} }`, lines: [A, B], earned: [20, 10], reason: 'applied: 30 points' },
  {
    name: 'B04 two sets give twice',
    rule: `do: { ${set} }`,
    lines: [
      { ...A, quantity: 2 },
      { ...B, quantity: 3 },
    ],
    earned: [40, 20],
  },
  {
    name: 'B04 half a set gives nothing',
    rule: `do: { ${set} }`,
    lines: [A],
    earned: [0],
    reason: 'unmet: 0 of 1 units of part 2 of the set',
  },
  {
    name: 'what may not earn is in no set',
    rule: `do: { ${set} }`,
    lines: [A, { ...B, earnable: false }],
    earned: [0, 0],
  },
]);

t.test('units in a set are closed to the rest of the group, and open to the next', async (t) => {
  const percent = '{ code: b, do: { earn_percent: { percent: 10 } } }';
  const first = `{ code: first, type: points, rules: [{ code: a, priority: 1, do: { ${set} } }`;
  const receipt = receiptOf([{ ...A, quantity: 2 }, B]);
  const given = (programme: string) => evaluated(programme, receipt).accruals.map(({ rule, points }) => [rule, points]);
  t.strictSame(given(`groups: [${first}, ${percent}] }]`), [
    ['a', 30],
    ['b', 10],
  ]);
  t.strictSame(given(`groups: [${first}] }, { code: next, type: points, rules: [${percent}] }]`), [
    ['a', 30],
    ['b', 25],
  ]);
});
