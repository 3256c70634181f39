import assert from 'node:assert/strict';
import t from 'tap';
import type { SetGain } from '../mechanics/mechanic.ts';
import { fc } from '../testing/fast-check.ts';
import { ratioText } from './exact.ts';
import { moneyOfSets } from './money-of-sets.ts';

const whole = { numerator: 1, denominator: 1 };
const pair = (count: number, worth: number): SetGain => {
  return {
    count,
    worth,
    parts: [
      { portion: 0, weight: 10000 },
      { portion: 1, weight: 6000 },
    ],
  };
};

const cases = [
  { name: 'one set', sets: [pair(1, 3001)], rate: whole, rooms: [10000, 6000], amounts: [1876, 1125] },
  { name: 'two sets', sets: [pair(2, 3001)], rate: whole, rooms: [20000, 12000], amounts: [3752, 2250] },
  {
    name: 'the same, of two kinds',
    sets: [pair(1, 3001), pair(1, 3001)],
    rate: whole,
    rooms: [20000, 12000],
    amounts: [3752, 2250],
  },
  {
    name: 'a percentage, rounded half up',
    sets: [pair(1, 10)],
    rate: { numerator: 15, denominator: 100 },
    rooms: [10000, 6000],
    amounts: [1, 1],
  },
  {
    name: 'what one part’s floor refuses goes to the other',
    sets: [pair(1, 3001)],
    rate: whole,
    rooms: [1000, 6000],
    amounts: [1000, 2001],
  },
  { name: 'until nothing is left', sets: [pair(3, 3001)], rate: whole, rooms: [1000, 6000], amounts: [1000, 6000] },
  { name: 'no room at all', sets: [pair(5, 3001)], rate: whole, rooms: [0, 0], amounts: [0, 0] },
  {
    name: 'no more than the set costs',
    sets: [pair(1, 99999)],
    rate: whole,
    rooms: [90000, 90000],
    amounts: [10000, 6000],
  },
];

for (const { name, sets, rate, rooms, amounts } of cases) {
  t.test(name, async (t) => {
    const money = moneyOfSets(sets, rate, rooms);
    t.strictSame(money.amounts, amounts);
    t.equal(
      money.total,
      amounts.reduce((sum, amount) => sum + amount, 0),
    );
  });
}

t.test('what is exact is what there would be without rounding, and the amount where a floor decided', async (t) => {
  const exact = (rooms: readonly number[]) =>
    [0, 1].map((portion) => {
      const { numerator, denominator } = moneyOfSets([pair(2, 3001)], whole, rooms).exactOf(portion);
      return ratioText(numerator, denominator);
    });
  t.strictSame(exact([20000, 12000]), ['15005/4', '9003/4']);
  t.strictSame(exact([20000, 1125]), ['39013/8', '9003/8'], 'of the second set A alone has room: 3001');
});

t.test('sets that are alike come to what they come to one by one, and no room is exceeded', async () => {
  const part = (portion: number) =>
    fc.record({ portion: fc.constant(portion), weight: fc.integer({ min: 1, max: 50 }) });
  const set = fc.record({
    count: fc.integer({ min: 1, max: 6 }),
    worth: fc.integer({ min: 0, max: 120 }),
    parts: fc.tuple(part(0), part(1), part(2)).chain((all) => fc.subarray(all, { minLength: 1 })),
  });
  const rooms = fc.tuple(fc.nat(150), fc.nat(150), fc.nat(150));
  const rate = fc.constantFrom(whole, { numerator: 15, denominator: 100 }, { numerator: 1, denominator: 3 });
  fc.assert(
    fc.property(fc.array(set, { maxLength: 4 }), rooms, rate, (sets, room, by) => {
      const together = moneyOfSets(sets, by, room);
      const single = sets.flatMap((one) => Array.from({ length: one.count }, () => ({ ...one, count: 1 })));
      assert.deepEqual(together.amounts, moneyOfSets(single, by, room).amounts);
      for (const [portion, amount] of together.amounts.entries())
        assert.ok(amount >= 0 && amount <= (room[portion] ?? 0));
    }),
    { numRuns: 2000 },
  );
});
