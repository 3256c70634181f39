import t from 'tap';
import { createTurns, parseRedeem, pointsToRedeem } from './redeem.ts';

t.test('the option', (t) => {
  t.same(parseRedeem('every:5,max:30'), { every: 5, max: 30 });
  t.same(parseRedeem('every:1,max:99.5'), { every: 1, max: 99.5 });
  for (const text of ['', '5', 'every:0,max:30', 'every:5', 'every:5,max:101', 'max:30,every:5', 'every:5,max:x']) {
    t.throws(() => parseRedeem(text), { name: 'RangeError', message: /every:N,max:PERCENT/ }, text);
  }
  t.end();
});

t.test('every third receipt of each member', (t) => {
  const turn = createTurns({ every: 3, max: 30 });
  const members = ['a', 'a', 'b', undefined, 'a', 'b', 'a', 'b'];
  t.same(members.map(turn), [false, false, false, false, true, false, false, true]);
  t.same(['a', 'a'].map(createTurns(undefined)), [false, false]);
  t.end();
});

t.test('how many', (t) => {
  // gross, discount, points offered, money they pay, max percent → points
  const rows: readonly (readonly [number, number, number, number, number, number])[] = [
    [12_000, 2_000, 99, 9_900, 30, 30],
    [10_000, 0, 20, 2_000, 30, 20],
    [10_000, 0, 0, 0, 30, 0],
    [10_050, 0, 99, 9_900, 30, 30],
    [10_000, 0, 990, 9_900, 30, 300],
    [50, 0, 10, 10, 1, 0],
  ];
  for (const [gross, discount, redeem, redeemed, max, expected] of rows) {
    const totals = { gross, discount, redeemed, net: gross - discount - redeemed, earned: 0 };
    const points = { balance: 0, pending: 0, held: 0, redeemable: redeem, redeem, earn: 0, purses: [], lots: [] };
    t.equal(pointsToRedeem({ totals, points }, { every: 1, max }), expected, `${max}% of ${gross - discount}`);
  }
  t.end();
});
