import t from 'tap';
import type { Evaluation } from '../model/evaluation.ts';
import type { Receipt } from '../model/receipt.ts';
import { evaluated, receiptOf } from './testing/evaluation.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
counters:
  - { code: spent, of: net, window: P1Y }
  - { code: gross, of: gross, window: month }
  - { code: visits, of: receipts, window: week }
  - { code: units, of: quantity, window: quarter }
  - { code: points, of: points, window: year }
  - { code: home, of: net, items: { category: [home] }, window: P90D }
  - { code: home-visits, of: receipts, items: { category: [home] }, window: day }
groups:
  - { code: tenth, type: price, rules: [{ code: tenth, do: { percent_off: { percent: 10 } } }] }
  - { code: earn, type: points, rules: [{ code: one, do: { earn_percent: { percent: 1 } } }] }
`;

/** By code: what is added, where, and of which lines. */
function counts(evaluation: Evaluation): Record<string, string> {
  return Object.fromEntries(
    Object.entries(evaluation.counts).map(([key, { in: bucket, added, lines }]) => [
      key.slice(0, key.indexOf('~')),
      `${added} in ${bucket}${lines === undefined ? '' : ` of ${lines.join(' ')}`}`,
    ]),
  );
}

const bread = { sku: 'bread', price: 10_000, quantity: 3 };
const mug = { sku: 'mug', price: 20_000, category: ['goods', 'home'] };
const cheese = { sku: 'cheese', price: 50_000, quantity: 0.255 };

const table: readonly [name: string, receipt: Receipt, expected: Record<string, string>][] = [
  [
    'everything of a receipt, after discounts and before',
    receiptOf([bread, mug, cheese]),
    {
      spent: '56475 in 2026-11-22',
      gross: '62750 in 2026-11',
      visits: '1 in 2026-W47',
      units: '4255 in 2026-Q4',
      points: '5 in 2026',
      home: '18000 in 2026-11-22 of 2',
      'home-visits': '1 in 2026-11-22 of 2',
    },
  ],
  [
    'without the items of a counter nothing of it',
    receiptOf([bread]),
    {
      spent: '27000 in 2026-11-22',
      gross: '30000 in 2026-11',
      visits: '1 in 2026-W47',
      units: '3000 in 2026-Q4',
      points: '2 in 2026',
    },
  ],
  [
    'a deposit returned lowers the sums and is no quantity',
    receiptOf([bread, { sku: 'bottle', price: -500, quantity: 2 }]),
    {
      spent: '26000 in 2026-11-22',
      gross: '29000 in 2026-11',
      visits: '1 in 2026-W47',
      units: '3000 in 2026-Q4',
      points: '2 in 2026',
    },
  ],
  [
    'bottles alone are a visit at which less than nothing was spent',
    receiptOf([{ sku: 'bottle', price: -500, quantity: 2 }]),
    { spent: '-1000 in 2026-11-22', gross: '-1000 in 2026-11', visits: '1 in 2026-W47' },
  ],
  [
    'what was charged is what was paid',
    receiptOf([bread], { charged: [{ line: 1, net: 28_000 }] }),
    {
      spent: '28000 in 2026-11-22',
      gross: '30000 in 2026-11',
      visits: '1 in 2026-W47',
      units: '3000 in 2026-Q4',
      points: '2 in 2026',
    },
  ],
  ['a listing counts nothing', receiptOf([bread, mug], { mode: 'listing' }), {}],
  ['no lines, no receipt', receiptOf([]), {}],
];

for (const [name, receipt, expected] of table) {
  t.test(name, async (t) => t.same(counts(evaluated(programme, receipt)), expected));
}

t.test('nobody is counted', async (t) => {
  t.same(counts(evaluated(programme, receiptOf([bread]), { member: null })), {});
});

t.test('a counter that is defined otherwise has another key', async (t) => {
  const key = (definition: string) => {
    const source = `counters: [{ code: a, ${definition} }]`;
    return Object.keys(evaluated(source, receiptOf([bread])).counts)[0];
  };
  const first = key('of: net, window: month');
  t.match(first, /^a~month~[0-9a-f]{8}$/);
  t.equal(key('of: net, window: month'), first);
  for (const other of [
    'of: gross, window: month',
    'of: net, window: year',
    'of: net, window: month, items: { sku: bread }',
  ]) {
    t.not(key(other), first, other);
  }
});
