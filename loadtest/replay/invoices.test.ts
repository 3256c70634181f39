import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readInvoices, survey } from './invoices.ts';
import { loadMap } from './map.ts';

const gifts = fileURLToPath(import.meta.resolve('tillgate/loadtest/replay/fixtures/gifts.csv'));
const map = loadMap('uci');

t.test('lines are gathered, interleaved or not', async (t) => {
  const counted = await survey(gifts, map);
  t.equal(counted.lines, 17);
  t.equal(counted.invoices.size, 9);
  t.equal(counted.earliest, Date.parse('2011-03-26T10:00:00Z'));
  const found: unknown[] = [];
  for await (const invoice of readInvoices(gifts, map, counted)) {
    const member = 'member' in invoice ? invoice.member : undefined;
    found.push([invoice.number, invoice.kind, member, invoice.lines.map((line) => line.line)]);
  }
  t.same(found, [
    ['1002', 'sale', undefined, [1]],
    ['1001', 'sale', '17850', [1, 2, 3]],
    ['1003', 'sale', undefined, [1]],
    ['1004', 'sale', '17850', [1, 2, 3]],
    ['C1005', 'return', '17850', [1, 2, 3]],
    ['C1006', 'return', undefined, [1]],
    ['A1007', 'sale', undefined, [1]],
    ['1008', 'unreadable', undefined, [2]],
    ['1009', 'sale', '17850', [1, 2]],
  ]);
});

t.test('the first so many invoices are whole', async (t) => {
  const counted = await survey(gifts, map, 2);
  t.same(
    [...counted.invoices],
    [
      ['1001', 3],
      ['1002', 1],
    ],
  );
  const numbers: string[] = [];
  for await (const invoice of readInvoices(gifts, map, counted)) numbers.push(invoice.number);
  t.same(numbers, ['1002', '1001']);
});

t.test('values are exact, times are of the first line and its zone', async (t) => {
  for await (const invoice of readInvoices(gifts, map, await survey(gifts, map))) {
    if (invoice.number === '1001') {
      t.match(invoice, { time: { time: '2011-03-26T10:00:00+00:00', day: '2011-03-26' } });
      t.match(invoice.lines[2], { sku: 'TRAY', name: 'TEA TRAY', quantity: 1_000, unitPrice: 1_000 });
    }
    if (invoice.number === '1004') t.match(invoice, { time: { time: '2011-03-27T12:00:00+01:00' } });
    if (invoice.number === '1008')
      t.match(invoice, { detail: 'record 14: Quantity "six" is not a number of 3 decimals' });
  }
});

t.test('without a prefix, an invoice of nothing but negative quantities is a return', async (t) => {
  const kinds: string[] = [];
  const { returns: _, ...plain } = map;
  for await (const invoice of readInvoices(gifts, plain, await survey(gifts, plain))) kinds.push(invoice.kind);
  t.same(kinds, ['sale', 'sale', 'return', 'sale', 'return', 'return', 'sale', 'unreadable', 'sale']);
});
