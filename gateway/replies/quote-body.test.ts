import fc from 'fast-check';
import t from 'tap';
import { packContents, unpackContents } from '../../ledger/receipts/packed/contents.ts';
import type { Evaluation } from '../../rules/model/evaluation.ts';
import { balancesOf, quoteFields } from './quote-body.ts';
import { quoteObject } from './quote-object.ts';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('gold-5', 'a"b\\c\n', '\ud800', 'ё'));
const amount = fc.oneof(fc.integer(), fc.constantFrom(0, -0, 900_000_000_000, Number.MAX_SAFE_INTEGER));
const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4 });
/** Fields of `optional` are sometimes absent, and sometimes there and undefined, which JSON does not tell apart. */
function record(
  required: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<unknown> {
  const sometimes = Object.entries(optional).map(([name, one]) => [name, fc.option(one, { nil: undefined })] as const);
  return fc.record({ ...required, ...Object.fromEntries(sometimes) }, { requiredKeys: Object.keys(required) });
}

const sums = { gross: amount, discount: amount, redeemed: amount, net: amount, earned: amount };
const rule = { rule: text, group: text, mechanic: text };
const evaluations = record(
  {
    lines: some(
      record({
        line: fc.nat(),
        ...sums,
        units: some(record({ quantity: fc.integer({ min: 1, max: 9_999_999 }), unitPrice: amount, net: amount })),
        adjustments: some(
          record({ ...rule, amount, base: amount, rounding: fc.constantFrom('0', '1/3', '-7/12') }, { coupon: text }),
        ),
      }),
    ),
    totals: record(sums),
    redemption: record({ redeemable: amount, allowed: amount, points: amount, amount }),
    accruals: some(
      record(
        { ...rule, purse: text, points: amount },
        {
          activeAt: moment,
          expiresAt: moment,
          melt: record({ every: text, months: fc.nat(), ms: fc.nat(), percent: fc.constantFrom(10, 0.25) }),
        },
      ),
    ),
    messages: some(record({ to: fc.constantFrom('cashier', 'slip'), text })),
    rewards: some(
      fc.oneof(
        record({ kind: fc.constant('certificate'), rule: text, amount }, { expiresAt: moment }),
        record({
          kind: fc.constant('attribute'),
          rule: text,
          name: text,
          value: fc.oneof(text, fc.boolean(), some(text)),
        }),
      ),
    ),
    nudges: some(
      record({
        rule: text,
        texts: record({ en: text, ru: text }),
        missing: record({}, { amount, sku: text }),
        gain: amount,
      }),
    ),
    coupons: some(record({ code: text, status: fc.constantFrom('applied', 'refused') }, { reason: text })),
  },
  {
    costs: some(record({ rule: text, purse: text, count: amount, lines: some(amount) })),
    trace: some(record({ rule: text, outcome: fc.constantFrom('applied', 'unmet'), reason: text }, { by: text })),
  },
) as fc.Arbitrary<Evaluation>;

t.test('what is written, and what is kept and comes back, is what JSON.stringify would write', async () => {
  const policy = { purses: [{ code: 'bonus' }] } as unknown as Parameters<typeof balancesOf>[1];
  const programme = { code: 'main', version: 3, hash: 'a"hash' };
  const balances = balancesOf(undefined, policy);
  fc.assert(
    fc.property(evaluations, moment, (evaluation, businessTime) => {
      const told = { evaluation, programme, balances, businessTime, language: 'ru' as const };
      const reply = { id: 'an id', state: 'committed', committedAt: 'now', ...quoteObject(told) };
      const text = `{"id":"an id","state":"committed","committedAt":"now",${quoteFields(told)}}`;
      const kept = unpackContents(packContents({ reply, input: {} })).reply;
      return text === JSON.stringify(reply) && text === JSON.stringify(kept);
    }),
  );
});
