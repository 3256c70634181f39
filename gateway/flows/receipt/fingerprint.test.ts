import t from 'tap';
import type { WireCommit } from '../../contract/receipt.ts';
import type { WireReturn } from '../../contract/return.ts';
import { decodeReceipt } from './decode.ts';
import { fingerprintOfReturn, fingerprintOfSale } from './fingerprint.ts';

const sale: WireCommit = {
  number: '1',
  businessTime: '2026-11-22T10:00:00Z',
  channel: 'pos',
  member: { card: 'a' },
  lines: [
    { line: 1, sku: 'tea', quantity: 2, unitPrice: 100, attributes: { x: 1, y: 2 } },
    { line: 2, sku: 'bag', quantity: 1, unitPrice: 5, void: true },
  ],
  tenders: [{ type: 'card', amount: 200, attributes: { bank: 'b', bin: '1' } }],
  coupons: ['c'],
  returns: [{ receipt: { till: 't', businessDay: '2026-11-21', number: '7' }, lines: [{ line: 1, quantity: 1 }] }],
};
const [line, struck] = sale.lines as [WireCommit['lines'][number], WireCommit['lines'][number]];
const store = { code: 's', timezone: 'UTC', attributes: {} };
const of = (more: Partial<WireCommit>): string => {
  const body = { ...sale, ...more };
  return fingerprintOfSale(body, decodeReceipt(body, store, 0)).toString('hex');
};

t.test('one receipt, however it is written and whatever comes with it', async (t) => {
  const rows: [string, Partial<WireCommit>][] = [
    ['the quote', { quote: 'token' }],
    ['holds', { holds: ['0199d1a0-0000-7000-8000-000000000000'] }],
    ['what was charged', { charged: { net: 200, lines: [{ line: 1, net: 200 }] } }],
    ['offline', { offline: true }],
    ['the time', { businessTime: '2026-11-22T10:00:01Z' }],
    ['points to spend', { redeem: [{ points: 1 }] }],
    ['defaults', { lines: [{ ...line, amount: 200, discountable: true, earnable: true, manualDiscount: 0 }, struck] }],
    ['attributes', { lines: [{ ...line, attributes: { y: 2, x: 1 } }, struck] }],
    ['a struck line', { lines: [line, { void: true, unitPrice: 5, quantity: 1, sku: 'bag', line: 2 }] }],
    ['tenders', { tenders: [{ attributes: { bin: '1', bank: 'b' }, amount: 200, type: 'card' }] }],
    [
      'what came back',
      {
        returns: [
          { lines: [{ quantity: 1, line: 1 }], receipt: { number: '7', till: 't', businessDay: '2026-11-21' } },
        ],
      },
    ],
  ];
  for (const [name, more] of rows) t.equal(of(more), of({}), name);
});

t.test('another receipt', async (t) => {
  const { member: _, ...anonymous } = sale;
  const rows: [string, Partial<WireCommit>][] = [
    ['member', { member: { card: 'b' } }],
    ['kind of reference', { member: { phone: 'a' } }],
    ['quantity', { lines: [{ ...line, quantity: 3, amount: 200 }, struck] }],
    ['order of lines', { lines: [struck, line] }],
    ['a line more', { lines: [line, struck, { ...line, line: 3 }] }],
    ['a struck line less', { lines: [line] }],
    ['another struck line', { lines: [line, { ...struck, sku: 'box' }] }],
    ['no longer struck', { lines: [line, { ...struck, void: false }] }],
    ['tax', { lines: [{ ...line, taxRate: 10 }, struck] }],
    ['tenders', { tenders: [] }],
    ['coupons', { coupons: [] }],
    ['what came back', { returns: [] }],
  ];
  for (const [name, more] of rows) t.not(of(more), of({}), name);
  t.not(fingerprintOfSale(anonymous, decodeReceipt(anonymous, store, 0)).toString('hex'), of({}), 'nobody');
});

t.test('returns', async (t) => {
  const body: WireReturn = {
    number: '1',
    businessTime: '2026-11-22T10:00:00Z',
    receipt: { till: 't', businessDay: '2026-11-21', number: '7' },
    lines: [{ line: 1, quantity: 1 }],
  };
  const ofReturn = (more: Partial<WireReturn>): string => fingerprintOfReturn({ ...body, ...more }).toString('hex');
  t.equal(ofReturn({ receipt: { number: '7', till: 't', businessDay: '2026-11-21' } }), ofReturn({}));
  t.equal(ofReturn({ lines: [{ quantity: 1, line: 1 }], offline: true }), ofReturn({}));
  t.not(ofReturn({ lines: [{ line: 1, quantity: 2 }] }), ofReturn({}));
  t.not(ofReturn({ receipt: { till: 't', businessDay: '2026-11-21', number: '8' } }), ofReturn({}));
  t.not(ofReturn({ member: { card: 'a' } }), ofReturn({}));
});
