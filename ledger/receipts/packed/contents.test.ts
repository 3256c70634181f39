/** Whatever is packed comes back with the same JSON, to the byte; what a receipt usually has is packed small. */

import t from 'tap';
import { fc } from '../../../rules/testing/fast-check.ts';
import { packContents, unpackContents } from './contents.ts';

const adjustment = { rule: 'tea-10', group: 'shelf', mechanic: 'percent_off', amount: 10, base: 100, rounding: '-1/3' };
const reply = {
  id: '01a20435-cf0d-725f-88c7-6a9fb1ac5f4b',
  state: 'committed',
  committedAt: '2026-11-22T17:02:45.060Z',
  program: { code: 'main', version: 1, hash: '1e51' },
  lines: [1, 2].map((line) => ({
    line,
    gross: 100,
    discount: 20,
    redeemed: 0,
    net: 80,
    earned: 8,
    units: [{ quantity: 0.452, unitPrice: 177, net: 80 }],
    adjustments: [adjustment, { ...adjustment, coupon: 'WELCOME' }],
  })),
  totals: { gross: 200, discount: 40, redeemed: 0, net: 160, earned: 16 },
  points: {
    balance: 9_007_199_254_740_991,
    pending: 0,
    held: 0,
    purses: [{ purse: 'bonus', balance: 16 }],
    redeemable: 0,
    redeem: 0,
    earn: 16,
    lots: [{ points: 16, purse: 'bonus', rule: 'tenth', activeAt: '2026-11-22T17:02:44.951Z' }],
  },
  rewards: [],
  messages: [{ to: 'slip', text: 'Спасибо за покупку' }],
  nudges: [],
  coupons: [{ code: 'WELCOME', status: 'applied' }],
};
const line = {
  line: 1,
  sku: 'tea',
  quantity: 452,
  unitPrice: 105_300_000,
  amount: 100,
  name: 'Чай',
  category: ['food', 'tea'],
  attributes: {},
  discountable: true,
  earnable: false,
  manualDiscount: 0,
};
const input = {
  programme: { code: 'main', version: 1 },
  references: { segments: {} },
  receipt: {
    channel: 'pos',
    mode: 'basket',
    businessTime: 1_795_366_964_951,
    store: { code: 's1', timezone: 'Europe/Moscow', attributes: {}, region: 'centre' },
    lines: [line, { ...line, line: 2, amount: -5, attributes: { note: 'a\u0000b', half: '\ud800' } }],
    tenders: [{ type: 'card', amount: 200, attributes: { bank: 'partner' } }],
    coupons: ['WELCOME'],
    redeem: [{ points: 'max' }],
    attributes: {},
  },
  member: { cards: ['club'], favourites: {}, registeredAt: '2026-07-13T17:02:20.309Z', balances: { bonus: 358 } },
  limits: { 'main/rule/year/2026': 34_402 },
};

const kept = (contents: { reply: unknown; input: unknown }) => unpackContents(packContents(contents));
const jsonOf = (value: unknown): string => JSON.stringify(value);

t.test('what is answered and evaluated comes back to the byte', async (t) => {
  const found = kept({ reply, input });
  t.equal(jsonOf(found.reply), jsonOf(reply));
  t.equal(jsonOf(found.input), jsonOf(input));
});

t.test('nothing of it has to be written as JSON', async (t) => {
  const packed = packContents({ reply, input }).toString('latin1');
  for (const name of [
    '"lines"',
    '"rule"',
    '"quantity"',
    '"sku"',
    '"redeemable"',
    '"store"',
    '"member"',
    '"programme"',
  ]) {
    t.notOk(packed.includes(name), name);
  }
});

t.test('fields that nobody knows, other orders, nulls and things of another kind come back as well', async (t) => {
  const odd: readonly unknown[] = [
    { ...reply, more: 1 },
    { last: 1, ...reply },
    { ...reply, id: 7 },
    { ...reply, debt: undefined },
    { ...reply, lines: null },
    { ...reply, lines: [null] },
    { ...reply, lines: [undefined] },
    { ...reply, lines: [{ ...reply.lines[0], units: [{}], net: Number.NaN }] },
    { ...reply, lines: reply.lines.map((one) => ({ ...one, adjustments: [{ ...adjustment, rule: 'x', why: {} }] })) },
    { ...reply, totals: { ...reply.totals, net: -0 }, points: undefined },
    {},
  ];
  for (const one of odd) t.equal(jsonOf(kept({ reply: one, input: {} }).reply), jsonOf(one));
  const turned = { limits: {}, receipt: input.receipt, programme: input.programme };
  t.strictSame(kept({ reply, input: turned }).input, turned, 'the order of an input says nothing');
  const named = JSON.parse('{"limits":{"__proto__":1,"2":2,"a":3}}');
  t.equal(jsonOf(kept({ reply, input: named }).input), jsonOf(named));
});

t.test('numbers and texts of every size', async (t) => {
  const numbers = [
    0,
    191,
    192,
    8_383,
    8_384,
    1_056_959,
    1_056_960,
    2 ** 31,
    2 ** 32,
    2 ** 48,
    2 ** 53 - 1,
    0.001,
    0.0001,
  ];
  for (const number of numbers.flatMap((value) => [value, value - 1, value + 1, -value, value / 7, 1e300 * value])) {
    const one = { ...reply, debt: number };
    t.equal(jsonOf(kept({ reply: one, input: {} }).reply), jsonOf(one), `${number}`);
  }
  for (const text of ['', 'é', 'ю', '😀', '\udc00', '\u0000', 'x'.repeat(100), 'ы'.repeat(100), 'x'.repeat(200_000)]) {
    const one = { ...reply, id: text, state: text };
    t.equal(jsonOf(kept({ reply: one, input: {} }).reply), jsonOf(one));
  }
});

/** The value with any JSON in some place of it. */
function withAny(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null) return fc.jsonValue();
  const places = Object.keys(value);
  if (places.length === 0) return fc.jsonValue();
  return fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    {
      weight: 6,
      arbitrary: fc.constantFrom(...places).chain((place) =>
        withAny((value as Record<string, unknown>)[place]).map((inner) => {
          if (!Array.isArray(value)) return { ...value, [place]: inner };
          return value.map((one, index) => (String(index) === place ? inner : one));
        }),
      ),
    },
  );
}

t.test('any JSON in any place of it', async () => {
  fc.assert(
    fc.property(withAny(reply), withAny(input), (anyReply, anyInput) => {
      const contents = { reply: { ...(anyReply as object) }, input: { ...(anyInput as object) } };
      const found = kept(contents);
      return (
        jsonOf(found.reply) === jsonOf(contents.reply) &&
        jsonOf(JSON.parse(jsonOf(found.input))) === jsonOf(JSON.parse(jsonOf(contents.input)))
      );
    }),
    { numRuns: 2_000 },
  );
});

t.test('what is not packed by it is refused', async (t) => {
  const packed = packContents({ reply, input });
  t.throws(() => unpackContents(Buffer.from([3, 0])), /packed as version 3/);
  t.throws(() => unpackContents(Buffer.concat([packed, Buffer.from([0])])), /goes on after its end/);
  t.throws(() => unpackContents(packed.subarray(0, -3)));
});
