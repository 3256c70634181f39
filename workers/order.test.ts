import t from 'tap';
import type { EvaluationInput } from '../rules/model/evaluation.ts';
import { fc } from '../rules/testing/fast-check.ts';
import { type Order, orderIn, orderText } from './order.ts';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a"b\\c\n', 'ё'));
const whole = fc.integer({ min: -9_000_000_000, max: 9_000_000_000 });
const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'accept'), fc.oneof(text, whole, fc.array(text)), {
  noNullPrototype: true,
});

/** What is not required is sometimes absent. */
const line = fc.record(
  {
    line: fc.nat(),
    sku: text,
    quantity: whole,
    unitPrice: whole,
    amount: whole,
    name: text,
    category: fc.array(text, { maxLength: 3 }),
    brand: text,
    attributes: fc.oneof(fc.constant({}), attributes),
    discountable: fc.boolean(),
    earnable: fc.boolean(),
    minPrice: whole,
    manualDiscount: fc.constantFrom(0, 5),
    lists: fc.array(text),
  },
  {
    requiredKeys: [
      ...(['line', 'sku', 'quantity', 'unitPrice', 'amount', 'category'] as const),
      ...(['attributes', 'discountable', 'earnable', 'manualDiscount'] as const),
    ],
  },
);
const receipt = fc.record(
  {
    channel: fc.constant('pos' as const),
    mode: fc.constant('basket' as const),
    businessTime: fc.nat(),
    store: fc.record({ code: text, timezone: text, attributes }),
    lines: fc.array(line, { maxLength: 5 }),
    tenders: fc.array(fc.record({ type: text, amount: whole, attributes }), { maxLength: 2 }),
    coupons: fc.array(text),
    redeem: fc.array(fc.record({ points: fc.constant('max' as const) }), { maxLength: 1 }),
    charged: fc.array(fc.record({ line: fc.nat(), net: whole })),
    location: fc.record({ region: text }),
    attributes,
  },
  {
    requiredKeys: ['channel', 'mode', 'businessTime', 'store', 'lines', 'tenders', 'coupons', 'redeem', 'attributes'],
  },
);
const input: fc.Arbitrary<EvaluationInput> = fc.record(
  {
    programme: fc.record({ code: text, version: fc.nat() }),
    receipt,
    occasion: fc.record({ on: text, attributes }),
    coupons: fc.array(fc.record({ code: text })),
    member: fc.record({ tier: text, purchases: fc.nat() }),
    references: fc.constant({}),
    limits: fc.dictionary(text, whole, { noNullPrototype: true }),
    explain: fc.boolean(),
    nudge: fc.boolean(),
  },
  { requiredKeys: ['programme', 'receipt', 'limits'] },
);
const orders: fc.Arbitrary<Order> = fc.record(
  { input, telling: fc.jsonValue(), keeping: fc.jsonValue() },
  { requiredKeys: ['input'] },
);

t.test('an order comes out as it went in, whatever is absent', (t) => {
  fc.assert(
    fc.property(orders, (order) => {
      const plain = JSON.parse(JSON.stringify(order));
      t.same(JSON.parse(JSON.stringify(orderIn(orderText(order)))), plain);
    }),
  );
  t.end();
});

t.test('lines are of one shape, as they are decoded', (t) => {
  const known = { line: 1, sku: 'a', quantity: 1000, unitPrice: 10, amount: 1, category: [], attributes: {} };
  const given = { ...known, discountable: true, earnable: true, manualDiscount: 0 };
  const of = (more: object) => {
    const asked = { programme: { code: 'p', version: 1 }, limits: {}, receipt: { lines: [{ ...given, ...more }] } };
    return Object.keys(orderIn(orderText({ input: asked as unknown as EvaluationInput })).input.receipt.lines[0] ?? {});
  };
  const names = of({});
  t.same(names.slice(-2), ['minPrice', 'manualDiscount']);
  for (const more of [{ name: 'A' }, { brand: 'B' }, { minPrice: 1 }, { earnable: false }]) t.same(of(more), names);
  t.same(of({ lists: ['l'] }), [...names, 'lists']);
  t.end();
});
