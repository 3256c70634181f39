import t from 'tap';
import { evaluated, receiptOf } from './testing/evaluation.ts';

const programme = `groups:
  - { code: p, type: price, rules: [
      { code: two, do: { pay_for: { take: 2, pay: 1 } } },
      { code: sum, when: 'receipt.total >= 15000', do: { percent_off: { percent: 10 } } }] }
  - { code: r, type: redemption, rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }] }
  - { code: e, type: points, rules: [{ code: earn, do: { earn_percent: { percent: 1 } } }] }`;

t.test('B25 a page of 500: each line is evaluated alone', async (t) => {
  const lines = Array.from({ length: 500 }, (_, index) => ({ price: index % 2 === 0 ? 10000 : 20000 }));
  const receipt = receiptOf(lines, { mode: 'listing', redeem: [{ points: 'max' }] });
  const evaluation = evaluated(programme, receipt, { member: { balances: { bonus: 100 } } });
  t.strictSame(
    evaluation.lines.map(({ line }) => line),
    receipt.lines.map(({ line }) => line),
  );
  for (const [index, line] of evaluation.lines.entries()) {
    t.hasStrict(
      line,
      index % 2 === 0 ? { discount: 0, net: 10000, earned: 1 } : { discount: 2000, net: 18000, earned: 1 },
    );
  }
  t.strictSame(evaluation.totals, { gross: 7_500_000, discount: 500_000, redeemed: 0, net: 7_000_000, earned: 500 });
  t.hasStrict(evaluation.redemption, { redeemable: 100, points: 0, requests: [{ asked: 'max', points: 0 }] });
  t.equal(evaluation.trace?.[1]?.reason, 'line 1: receipt.total 10000 < 15000');
});

t.test('an empty page and an empty receipt', async (t) => {
  const nothing = { gross: 0, discount: 0, redeemed: 0, net: 0, earned: 0 };
  for (const mode of ['listing', 'basket'] as const) {
    const evaluation = evaluated(programme, receiptOf([], { mode, coupons: ['X'] }));
    t.strictSame(evaluation.totals, nothing);
    t.strictSame(evaluation.lines, []);
    t.strictSame(evaluation.accruals, []);
    t.strictSame(evaluation.coupons, [{ code: 'X', status: 'refused', reason: 'unknown coupon' }]);
  }
});
