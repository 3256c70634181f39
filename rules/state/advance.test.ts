import t from 'tap';
import type { LimitUse } from '../model/evaluation.ts';
import { advance, type Learned } from './advance.ts';

const timezone = 'Europe/Moscow';
const policy = { counters: [] };
const noon = Date.parse('2026-11-22T12:00:00+03:00');

function use(parts: Partial<LimitUse>): LimitUse {
  return {
    key: 'main/r/member/times/day/2026-11-22',
    scope: 'member',
    rule: 'r',
    unit: 'times',
    used: 1,
    cap: 5,
    ...parts,
  };
}

function learned(limitUses: readonly LimitUse[] = []): Learned {
  return { limitUses, counts: {}, rewards: [] };
}

t.test('a first purchase', async (t) => {
  const after = advance(
    { purchases: 0, limits: {} },
    { businessTime: noon, timezone, evaluation: learned([use({})]), policy },
  );
  t.strictSame(after, {
    purchases: 1,
    lastPurchaseAt: noon,
    limits: { 'main/r/member/times/day/2026-11-22': 1 },
  });
});

t.test('uses add up; a rule’s own budget is not the party’s', async (t) => {
  const before = { purchases: 3, lastPurchaseAt: noon - 1000, limits: { a: 2 } };
  const limitUses = [use({ key: 'a', used: 3 }), use({ key: 'b', scope: 'rule' })];
  t.strictSame(advance(before, { businessTime: noon, timezone, evaluation: learned(limitUses), policy }), {
    purchases: 4,
    lastPurchaseAt: noon,
    limits: { a: 5 },
  });
});

t.test('a receipt that arrives late does not move the last purchase back', async (t) => {
  const after = advance(
    { purchases: 1, lastPurchaseAt: noon, limits: {} },
    { businessTime: noon - 5, timezone, evaluation: learned(), policy },
  );
  t.equal(after.lastPurchaseAt, noon);
});

const keys = [
  ['a/day/2026-09-20', false],
  ['a/day/2026-09-21', true],
  ['a/week/2026-W38', false],
  ['a/week/2026-W39', true],
  ['a/month/2026-08', false],
  ['a/month/2026-09', true],
  ['a/quarter/2026-Q2', false],
  ['a/quarter/2026-Q3', true],
  ['a/year/2025', false],
  ['a/year/2026', true],
  ['a/total/total', true],
] as const;
for (const [key, kept] of keys) {
  t.test(`${key} is ${kept ? 'kept' : 'long past'}`, async (t) => {
    const { limits } = advance(
      { purchases: 1, limits: { [key]: 7 } },
      { businessTime: noon, timezone, evaluation: learned(), policy },
    );
    t.strictSame(limits, kept ? { [key]: 7 } : {});
  });
}
