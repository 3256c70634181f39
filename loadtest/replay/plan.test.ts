import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readInvoices, survey } from './invoices.ts';
import { loadMap } from './map.ts';
import { createBook } from './matching.ts';
import { amountOf, exactValue, type Plan, planner } from './plan.ts';

const gifts = fileURLToPath(import.meta.resolve('tillgate/loadtest/replay/fixtures/gifts.csv'));

async function plans(path: string): Promise<Map<string, Plan>> {
  const map = loadMap('uci');
  const plan = planner(map, createBook());
  const found = new Map<string, Plan>();
  for await (const invoice of readInvoices(path, map, await survey(path, map)))
    found.set(invoice.number, plan(invoice));
  return found;
}

t.test('what a till would have sent', async (t) => {
  const found = await plans(gifts);
  t.match(found.get('1001'), {
    kind: 'sale',
    member: '17850',
    receipt: {
      till: 'uci-web',
      number: '1001',
      businessDay: '2011-03-26',
      member: { card: '17850' },
      lines: [
        { line: 1, sku: 'MUG', quantity: 6, unitPrice: 255 },
        { line: 2, sku: 'MUG', quantity: 2, unitPrice: 255 },
        { line: 3, sku: 'TRAY', quantity: 1, unitPrice: 0.1 },
      ],
    },
  });
  t.match(found.get('1004'), {
    receipt: {
      lines: [
        { sku: 'MUG', quantity: 6, unitPrice: 255 },
        { sku: 'POST', quantity: 1, unitPrice: 1800, earnable: false, discountable: false },
        { sku: 'D', quantity: 1, unitPrice: -500, earnable: false },
      ],
    },
  });
  t.match(found.get('A1007'), { receipt: { lines: [{ quantity: 1, unitPrice: -1106206 }] } });
  t.match(found.get('1003'), { kind: 'nothing', reason: 'stock_write_off', left: [{ line: { quantity: -12_000 } }] });
  t.match(found.get('1008'), { kind: 'nothing', reason: 'unreadable', unread: 1, left: [{ line: { line: 2 } }] });
  t.match(found.get('1009'), { kind: 'sale', sent: [{ name: 'GIVEN AWAY' }], left: [{ reason: 'nothing_sold' }] });
});

t.test('a return is one request for each receipt, and one for what was never bought', async (t) => {
  const found = await plans(gifts);
  const plan = found.get('C1005');
  t.match(plan, { kind: 'return', lines: { matched: 1, partly: 1, unmatched: 1 } });
  if (plan?.kind !== 'return') return;
  t.same(
    plan.requests.map(({ body, matched, value }) => [
      body.number,
      matched,
      body.receipt?.number,
      body.lines.map((line) => [line.line ?? line.sku, line.quantity]),
      Number(value) / 1e7,
    ]),
    [
      // 7 fit 1001's 8, the latest that has them all; of the 9 that come then, 6 are 1004's and 1 is left of 1001.
      [
        'C1005-1',
        true,
        '1001',
        [
          [1, 6],
          [2, 2],
        ],
        8 * 255,
      ],
      ['C1005-2', true, '1004', [[1, 6]], 6 * 255],
      [
        'C1005-3',
        false,
        undefined,
        [
          ['MUG', 2],
          ['MUG', 1],
        ],
        2 * 255 + 295,
      ],
    ],
  );
  t.match(found.get('C1006'), { requests: [{ matched: false, body: { lines: [{ sku: 'LAMP', unitPrice: 1800 }] } }] });
});

t.test('amounts are rounded from exact values', (t) => {
  const rows: readonly (readonly [number, number, number])[] = [
    [1_000, 1_000, 0],
    [5_000, 1_000, 1],
    [-5_000, 1_000, -1],
    [1_500, 2_550_000, 383],
    [80_995_000, 10_400_000, 84_234_800],
  ];
  for (const [quantity, unitPrice, expected] of rows) {
    t.equal(amountOf({ quantity, unitPrice }), expected, `${quantity} × ${unitPrice}`);
  }
  t.equal(exactValue({ quantity: 1_000, unitPrice: 1_000 }), 1_000_000n);
  t.end();
});
