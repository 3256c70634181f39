import t from 'tap';
import type { SaleReply } from '../../ledger/committer/ports.ts';
import { unpackContents } from '../../ledger/receipts/packed/contents.ts';
import type { Evaluation } from '../../rules/model/evaluation.ts';
import { fc } from '../../rules/testing/fast-check.ts';
import { activatedReply } from './certificate.ts';
import { type Asked, balancesOf, quoteFields } from './quote-body.ts';
import { rewardReply } from './reward.ts';
import { saleReply } from './sale.ts';

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
    variance: record({ net: amount, lines: some(record({ line: amount, net: amount })) }),
    costs: some(record({ rule: text, purse: text, count: amount, lines: some(amount) })),
    trace: some(record({ rule: text, outcome: fc.constantFrom('applied', 'unmet'), reason: text }, { by: text })),
  },
) as fc.Arbitrary<Evaluation>;

/** What is to be told, said plainly. */
function quoteObject({ evaluation, programme, balances, businessTime, language = 'en' }: Asked) {
  const { redemption, totals, costs, trace } = evaluation;
  const { debt, ...others } = balances;
  const rfc3339 = (epochMs: number): string => new Date(epochMs).toISOString();
  const sumsOf = ({ gross, discount, redeemed, net, earned }: Evaluation['totals']) => ({
    ...{ gross, discount, redeemed, net, earned },
  });
  return {
    program: programme,
    lines: evaluation.lines.map((line) => ({
      line: line.line,
      ...sumsOf(line),
      units: line.units.map(({ quantity, unitPrice, net }) => ({ quantity: quantity / 1000, unitPrice, net })),
      adjustments: line.adjustments.map(({ rule, group, mechanic, amount, base, rounding, coupon }) => ({
        ...{ rule, group, mechanic, amount, base, rounding, coupon },
      })),
    })),
    totals: sumsOf(totals),
    points: {
      ...others,
      ...{ redeemable: redemption.redeemable, redeem: redemption.points, earn: totals.earned },
      ...(debt > 0 && { debt }),
      lots: evaluation.accruals.map(({ points, purse, rule, activeAt, expiresAt, melt }) => ({
        ...{ points, purse, rule },
        activeAt: rfc3339(activeAt ?? businessTime),
        expiresAt: expiresAt === undefined ? undefined : rfc3339(expiresAt),
        melt: melt && { every: melt.every, percent: melt.percent },
      })),
    },
    rewards: evaluation.rewards.map((reward) => rewardReply(reward)),
    costs: costs?.map(({ rule, purse, count }) => ({ rule, purse, count })),
    messages: evaluation.messages,
    nudges: evaluation.nudges.map(({ rule, texts, missing, gain }) => ({ rule, text: texts[language], missing, gain })),
    coupons: evaluation.coupons,
    trace,
  };
}

const policy = { purses: [{ code: 'bonus' }, { code: 'очки' }] } as unknown as Parameters<typeof balancesOf>[1];
const programme = { code: 'main', version: 3, hash: 'a"hash' };
const balances = balancesOf(undefined, policy);

t.test('what a quote says is what JSON.stringify would write', async () => {
  fc.assert(
    fc.property(evaluations, moment, amount, (evaluation, businessTime, debt) => {
      const asked = { evaluation, programme, balances: { ...balances, debt }, businessTime, language: 'ru' as const };
      return quoteFields(asked) === JSON.stringify(quoteObject(asked));
    }),
  );
});

t.test('so is what a receipt is answered with, and it comes back from what is kept, and the input', async () => {
  const moved = some(record({ code: text, amount, balance: amount }));
  const made = some(record({ line: amount, code: text, amount }, { expiresAt: moment }));
  fc.assert(
    fc.property(
      ...[evaluations, moment, amount, moved, made],
      (evaluation, businessTime, overdrawn, certificates, activated) => {
        const { code, version, hash } = programme;
        const input = { programme: { code, version }, receipt: { businessTime, lines: [] }, limits: {} };
        const command = { id: 'an id', programmeHash: hash, origin: { policy }, input: {} };
        const decided = { codes: new Map(), coupons: [], returns: [], certificates, activated, overdrawn };
        const sold = { command, evaluation, input, open: undefined, committedAt: 1_795_366_965_060, ...decided };
        const reply = saleReply(sold as unknown as SaleReply);
        const kept = unpackContents(reply.contents);
        const head = { id: 'an id', state: 'committed', committedAt: '2026-11-22T17:02:45.060Z' };
        const { variance } = evaluation;
        const expected = {
          ...head,
          ...quoteObject({ evaluation, programme, balances, businessTime }),
          ...((certificates as []).length > 0 && { certificates }),
          ...((activated as []).length > 0 && { activated: (activated as []).map(activatedReply) }),
          ...(variance !== undefined && { variance: { net: variance.net, lines: variance.lines } }),
          ...(overdrawn > 0 && { debt: overdrawn }),
        };
        return (
          reply.text === JSON.stringify(expected) &&
          JSON.stringify(kept.reply) === reply.text &&
          JSON.stringify(kept.input) === JSON.stringify(input)
        );
      },
    ),
  );
});
