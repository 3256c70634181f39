import t from 'tap';
import type { ChargedLine } from '../model/receipt.ts';
import { evaluated, receiptOf } from './testing/evaluation.ts';

const programme = (points: string) => `points: { ${points} }
groups:
  - { code: p, type: price, rules: [{ code: ten, do: { percent_off: { percent: 10 } } }] }
  - { code: r, type: redemption, rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }] }
  - { code: e, type: points, rules: [{ code: earn, do: { earn_percent: { percent: 10 } } }] }`;
const member = { balances: { bonus: 20 } };

/** Two lines of 10000: 9000 each after 10%, of which 20 points pay 1000 each. */
function charge(charged: readonly ChargedLine[], redeemAs = 'discount') {
  const receipt = receiptOf([{}, {}], { redeem: [{ points: 'max' }], charged });
  return evaluated(programme(`redeemAs: ${redeemAs}`), receipt, { member });
}

t.test('charged as evaluated: no variance', async (t) => {
  const evaluation = charge([
    { line: 1, net: 8000 },
    { line: 2, net: 8000, redeemed: 1000 },
  ]);
  t.notOk(evaluation.variance);
  t.strictSame(evaluation.totals, { gross: 20000, discount: 2000, redeemed: 2000, net: 16000, earned: 16 });
});

t.test('charged more: that is what counts, and earns', async (t) => {
  const evaluation = charge([{ line: 1, net: 9000 }]);
  t.hasStrict(evaluation.lines[0], {
    discount: 0,
    redeemed: 1000,
    net: 9000,
    units: [{ quantity: 1000, unitPrice: 9000, net: 9000 }],
  });
  t.strictSame(evaluation.lines[0]?.adjustments.at(-1), {
    rule: 'charged',
    group: 'charged',
    mechanic: 'charged',
    amount: -1000,
    base: 10000,
    rounding: '0',
  });
  t.strictSame(evaluation.variance, {
    net: 1000,
    lines: [{ line: 1, charged: 9000, evaluated: 8000, difference: 1000 }],
  });
  t.equal(evaluation.totals.earned, 17);
});

t.test('charged less', async (t) => {
  const evaluation = charge([{ line: 2, net: 7500 }]);
  t.strictSame(
    evaluation.lines[1]?.adjustments.map(({ rule, amount }) => [rule, amount]),
    [
      ['ten', 1000],
      ['charged', 500],
    ],
  );
  t.strictSame(evaluation.variance, {
    net: -500,
    lines: [{ line: 2, charged: 7500, evaluated: 8000, difference: -500 }],
  });
});

t.test('other points were charged than we would grant: they are spent', async (t) => {
  const evaluation = charge([
    { line: 1, net: 6000, redeemed: 3000 },
    { line: 2, net: 8950, redeemed: 50 },
  ]);
  t.hasStrict(evaluation.redemption, {
    points: 31,
    amount: 3050,
    requests: [{ asked: 'max', points: 31 }],
    lines: [
      { line: 1, points: 30, amount: 3000 },
      { line: 2, points: 1, amount: 50 },
    ],
  });
  t.strictSame(
    evaluation.lines.map((line) => line.adjustments.length),
    [1, 1],
    'the discount is as evaluated',
  );
  t.equal(evaluation.variance?.net, -1050);
});

t.test('points nobody asked for are a request of their own', async (t) => {
  const receipt = receiptOf([{}], { charged: [{ line: 1, net: 8000, redeemed: 1000 }] });
  const { redemption } = evaluated(programme('scale: 0'), receipt);
  t.strictSame(redemption.requests, [{ asked: 10, points: 10 }]);
});

t.test('as a tender, what points paid is part of net', async (t) => {
  const evaluation = charge([{ line: 1, net: 8500, redeemed: 1000 }], 'tender');
  t.hasStrict(evaluation.lines[0], { discount: 1500, redeemed: 1000, net: 8500, earned: 7 });
  t.equal(evaluation.variance?.net, -500);
});
