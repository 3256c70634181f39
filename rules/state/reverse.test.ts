import t from 'tap';
import { fc } from '../testing/fast-check.ts';
import { advance } from './advance.ts';
import { cancel, release } from './reverse.ts';

const timezone = 'Europe/Moscow';
const policy = { counters: [] };
const noon = Date.parse('2026-11-22T12:00:00+03:00');

/** Of a sale at noon, taken back then. */
const back = { counts: {}, at: noon, timezone };

t.test('cancelling the last purchase puts back the one before', async (t) => {
  const facts = { purchases: 2, lastPurchaseAt: noon, limits: { a: 3, b: 1 } };
  const sale = { ...back, businessTime: noon, before: { lastPurchaseAt: noon - 9 }, limits: { a: 1, b: 1 } };
  t.strictSame(cancel(facts, sale), { purchases: 1, lastPurchaseAt: noon - 9, limits: { a: 2 } });
});

t.test('cancelling the only purchase leaves none', async (t) => {
  const facts = { purchases: 1, lastPurchaseAt: noon, limits: {} };
  t.strictSame(cancel(facts, { ...back, businessTime: noon, before: {}, limits: {} }), { purchases: 0, limits: {} });
});

t.test('cancelling a purchase that another followed keeps the later one', async (t) => {
  const facts = { purchases: 2, lastPurchaseAt: noon + 5, limits: {} };
  const after = cancel(facts, { ...back, businessTime: noon, before: {}, limits: {} });
  t.strictSame(after, { purchases: 1, lastPurchaseAt: noon + 5, limits: {} });
});

t.test('a return gives limits back and counts the purchase still', async (t) => {
  const facts = { purchases: 2, lastPurchaseAt: noon, limits: { a: 300, b: 1 } };
  t.strictSame(release(facts, { ...back, limits: { a: 120, gone: 5 } }), { ...facts, limits: { a: 180, b: 1 } });
});

t.test('advance then cancel is as if nothing had been', async (t) => {
  const uses = fc.dictionary(
    fc.constantFrom('a/total', 'b/2026-11', 'c/2026-11-22'),
    fc.integer({ min: 1, max: 900 }),
    {
      noNullPrototype: true,
    },
  );
  const lasts = fc.option(fc.integer({ min: 1, max: 60_000 }));
  fc.assert(
    fc.property(uses, uses, lasts, fc.nat(50), (limits, used, ago, purchases) => {
      const before = { purchases, ...(ago === null ? {} : { lastPurchaseAt: noon - ago }), limits };
      const limitUses = Object.entries(used).map(([key, amount]) => {
        return { key, scope: 'member' as const, rule: 'r', unit: 'amount' as const, used: amount, cap: 1000 };
      });
      const after = advance(before, {
        policy,
        businessTime: noon,
        timezone,
        evaluation: { limitUses, counts: {}, rewards: [] },
      });
      t.strictSame(cancel(after, { ...back, businessTime: noon, before, limits: used }), before);
    }),
  );
});
