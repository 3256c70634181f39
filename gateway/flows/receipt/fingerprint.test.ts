import { hash } from 'node:crypto';
import t from 'tap';
import { fc } from '../../../rules/testing/fast-check.ts';
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

/** As it was first made, and as keys in the ledger have it. */
function firstFingerprint(body: WireCommit): string {
  const { lines, tenders, coupons } = decodeReceipt(body, store, 0);
  const inOrder = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inOrder);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, item]) => [name, inOrder(item)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  };
  const carried = body.lines.map((line) => (line.void === true ? inOrder(line) : line.taxRate));
  const text = JSON.stringify([body.member, lines, tenders, coupons, carried, inOrder(body.returns)]);
  return hash('sha256', text, 'hex');
}

t.test('any sale has the fingerprint that it always had', async () => {
  const any = { requiredKeys: [] };
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '',
      'ключ',
      '€',
      '\u{1f44d}',
      '"\\',
      '\n',
      '\u0000',
      '\ud83d',
      '\udfff',
      '\ud7ff\ue000',
      '\u007f\u0080',
      '\u07ff\u0800',
    ),
  );
  const count = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 9, 10, 999_999_999, 1_000_000_000, 100_000_000_000));
  const attributes = fc.dictionary(
    text,
    fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.array(text)),
  );
  const line = fc.record(
    {
      line: fc.nat(),
      sku: text,
      quantity: fc.nat(1_000_000_000).map((thousandths) => thousandths / 1_000),
      unitPrice: fc.integer(),
      amount: fc.oneof(count, fc.integer()),
      name: text,
      category: fc.array(text, { maxLength: 3 }),
      brand: text,
      attributes,
      discountable: fc.boolean(),
      earnable: fc.boolean(),
      minPrice: fc.constantFrom(0, 1, 100),
      taxRate: fc.double({ min: 0, max: 100, noNaN: true }),
      void: fc.boolean(),
    },
    { requiredKeys: ['line', 'sku', 'quantity', 'unitPrice', 'amount'] },
  );
  const body = fc.record(
    {
      member: fc.oneof(fc.record({ card: text }), fc.record({ phone: text })),
      lines: fc.uniqueArray(line, { selector: (one) => one.line, maxLength: 5 }),
      tenders: fc.array(
        fc.record({ type: text, amount: fc.integer(), attributes }, { requiredKeys: ['type', 'amount'] }),
        { maxLength: 2 },
      ),
      coupons: fc.array(text, { maxLength: 2 }),
      returns: fc.array(
        fc.record({
          lines: fc.array(fc.record({ quantity: fc.nat(), line: fc.nat() })),
          receipt: fc.record({ number: text, id: text }, any),
        }),
        { maxLength: 2 },
      ),
    },
    any,
  );
  fc.assert(
    fc.property(body, (more) => {
      const wire = { ...sale, ...more } as WireCommit;
      // Minor units that the line's floor would pass are refused by the decoder.
      return of(wire) === firstFingerprint(wire);
    }),
    { numRuns: 2_000 },
  );
});

t.test('so has one that is long', async (t) => {
  for (const count of [100, 400, 441, 442, 443, 444, 445, 600]) {
    const lines = Array.from({ length: count }, (_, index) => ({ ...line, line: index + 1, taxRate: 10 }));
    t.equal(of({ lines }), firstFingerprint({ ...sale, lines }), `${count} lines`);
  }
  for (let length = 64_800; length < 65_600; length += 7) {
    const lines = [{ ...line, name: 'x'.repeat(length) }];
    if (of({ lines }) !== firstFingerprint({ ...sale, lines })) t.fail(`a name of ${length}`);
  }
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
