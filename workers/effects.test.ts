import t from 'tap';
import type { Effective } from '../rules/model/evaluation.ts';
import { effectsIn, effectsText } from './effects.ts';

t.test('what changes something comes out as it went in', (t) => {
  const known = { rule: 'r', group: 'g', mechanic: 'earn_percent', purse: 'bonus' };
  const lines = [
    { line: 1, points: 18 },
    { line: 7, points: -2 },
  ];
  const melt = { every: 'P7D', months: 0, ms: 604_800_000, percent: 2.5 };
  const effects: Effective = {
    totals: { gross: 10, discount: 1, redeemed: 0, net: 9, earned: 16 },
    redemption: { redeemable: 1, allowed: 1, points: 0, amount: 0, requests: [], lines: [] },
    accruals: [
      { ...known, points: 16, lines },
      { ...known, activeAt: 5, expiresAt: 7, melt, points: 0, lines: [] },
    ],
    limitUses: [{ key: 'k', scope: 'rule', rule: 'r', unit: 'times', used: 1, cap: 2 }],
    rewards: [{ kind: 'stamps', rule: 'r', purse: 'p', count: 1, lines: [{ line: 1, points: 1 }] }],
    counts: { spend: { in: '2026-11', of: 'net', added: 9 } },
    coupons: [],
    referrer: [{ rule: 'r', accrual: { ...known, points: 3 }, limits: [] }],
    variance: { net: 1, lines: [{ line: 1, charged: 1, evaluated: 0, difference: 1 }] },
  };
  t.same(effectsIn(effectsText(effects)), effects);
  const told = { lines: [], messages: [], nudges: [] };
  t.same(effectsIn(effectsText({ ...effects, ...told })), effects, 'what is only told stays behind');
  t.end();
});
