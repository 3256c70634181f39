import t from 'tap';
import { discounts, evaluated, reasonOf, receiptOf } from '../evaluate/testing/evaluation.ts';
import { priceCases } from './testing/price-cases.ts';

const steps = '[{ from: 500000, percent: 3 }, { from: 2000000, percent: 7 }]';
const total = `do: { ladder_off: { by: receipt.total, steps: ${steps} } }`;
const downwards =
  'do: { ladder_off: { by: receipt.total, steps: [{ from: 300, amount: 30 }, { from: 0, percent: 0 }, { from: 200, percent: 1 }] } }';
const purchases = 'do: { ladder_off: { by: member.purchases, steps: [{ from: 10, amount: 500 }] } }';
const mood = 'do: { ladder_off: { by: receipt.attributes.mood, steps: [{ from: -1.5, percent: 50 }] } }';

priceCases([
  {
    name: 'just below the first step',
    rule: total,
    lines: [{ price: 499999 }],
    discounts: [0],
    reason: 'unmet: receipt.total 499999 < 500000',
  },
  {
    name: 'exactly at the first step',
    rule: total,
    lines: [{ price: 500000 }],
    discounts: [15000],
    reason: 'applied: 15000 off 1 line',
  },
  { name: 'just below the second', rule: total, lines: [{ price: 1999999 }], discounts: [60000] },
  { name: 'at the second', rule: total, lines: [{ price: 2000000 }], discounts: [140000] },
  { name: 'steps in any order', rule: downwards, lines: [{ price: 300 }], discounts: [30] },
  { name: 'steps in any order, the middle one', rule: downwards, lines: [{ price: 299 }], discounts: [3] },
  {
    name: 'a step that gives nothing',
    rule: downwards,
    lines: [{ price: 199 }],
    discounts: [0],
    reason: 'unmet: receipt.total 199 < 200',
  },
  {
    name: 'an amount, by what lines cost',
    rule: purchases,
    lines: [{ price: 3000 }, { price: 1000 }],
    member: { purchases: 10 },
    discounts: [375, 125],
  },
  {
    name: 'nine purchases before',
    rule: purchases,
    lines: [{}],
    member: { purchases: 9 },
    discounts: [0],
    reason: 'unmet: member.purchases 9 < 10',
  },
  {
    name: 'a number that is missing',
    rule: mood,
    lines: [{}],
    discounts: [0],
    reason: 'unmet: receipt.attributes.mood is missing',
  },
  {
    name: 'a number that is a text',
    rule: mood,
    lines: [{}],
    receipt: { attributes: { mood: 'fine' } },
    discounts: [0],
    reason: 'unmet: receipt.attributes.mood is missing',
  },
  {
    name: 'a number below zero with decimals',
    rule: mood,
    lines: [{}],
    receipt: { attributes: { mood: -1.5 } },
    discounts: [5000],
  },
  {
    name: 'just below such',
    rule: mood,
    lines: [{}],
    receipt: { attributes: { mood: -1.51 } },
    discounts: [0],
    reason: 'unmet: receipt.attributes.mood -1.51 < -1.5',
  },
]);

t.test('by the receipt as the group found it, or in a stack as its turn comes', async (t) => {
  const programme = (group: string) => `groups: [{ code: g, type: price, ${group} rules: [
    { code: a, priority: 1, items: { sku: A }, do: { percent_off: { percent: 10 } } },
    { code: b, do: { ladder_off: { by: receipt.total, steps: [{ from: 20000, percent: 5 }] } } }] }]`;
  const receipt = receiptOf([{ sku: 'A' }, { sku: 'B' }]);
  const stacked = evaluated(programme(''), receipt);
  t.strictSame(discounts(stacked), [1000, 0]);
  t.equal(reasonOf(stacked, 'b'), 'unmet: receipt.total 19000 < 20000');
  t.strictSame(discounts(evaluated(programme('mode: priority,'), receipt)), [1000, 500]);
  t.strictSame(discounts(evaluated(programme('mode: best,'), receipt)), [1000, 500]);
});
