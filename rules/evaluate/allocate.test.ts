import t from 'tap';
import { fc } from '../testing/fast-check.ts';
import { allocate, allocateWithin } from './allocate.ts';

const tables = [
  { total: 2400, weights: [10000, 6000], parts: [1500, 900] },
  { total: 3001, weights: [10000, 6000], parts: [1876, 1125] },
  { total: 2, weights: [10, 10, 10], parts: [1, 1, 0] },
  { total: 1, weights: [1, 2, 1], parts: [0, 1, 0] },
  { total: 0, weights: [0, 0], parts: [0, 0] },
  { total: 5, weights: [7], parts: [5] },
  { total: 10, weights: [0, 1, 0], parts: [0, 10, 0] },
  { total: 3, weights: [10n ** 30n, 2n * 10n ** 30n], parts: [1, 2] },
];
for (const { total, weights, parts } of tables) {
  t.test(`${total} by ${weights.join(', ')}`, async (t) => t.strictSame(allocate(total, weights), parts));
}

const bounded = [
  { name: 'nothing is bounded', total: 10, weights: [1, 1], bounds: [9, 9], parts: [5, 5] },
  { name: 'what one bound refuses goes to the other', total: 10, weights: [1, 1], bounds: [2, 9], parts: [2, 8] },
  { name: 'a bound of none takes none', total: 6, weights: [5, 1], bounds: [0, 9], parts: [0, 6] },
  { name: 'without weight left, any bound with room', total: 5, weights: [1, 0], bounds: [2, 4], parts: [2, 3] },
  { name: 'all bounds filled', total: 7, weights: [3, 1], bounds: [3, 4], parts: [3, 4] },
];
for (const { name, total, weights, bounds, parts } of bounded) {
  t.test(name, async (t) => t.strictSame(allocateWithin(total, weights, bounds), parts));
}

const weight = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 900_000_000_000 }));
const anyTotal = fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: 900_000_000_000 }));

t.test('parts sum to the total, and each is its exact share rounded down or up', async (t) => {
  fc.assert(
    fc.property(anyTotal, fc.array(weight, { minLength: 1, maxLength: 60 }), (total, weights) => {
      const whole = weights.reduce((sum, one) => sum + BigInt(one), 0n);
      fc.pre(whole > 0n);
      const parts = allocate(total, weights);
      t.equal(
        parts.reduce((sum, part) => sum + part, 0),
        total,
      );
      for (const [index, part] of parts.entries()) {
        const share = BigInt(total) * BigInt(weights[index] ?? 0);
        const apart = BigInt(part) * whole - share;
        t.ok(apart < whole && apart > -whole, `part ${index} is ${part}`);
      }
    }),
  );
});

t.test('within bounds: parts sum to the total, none exceeds its bound', async (t) => {
  const lines = fc.array(fc.tuple(weight, weight, fc.integer({ min: 0, max: 100 })), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lines, (given) => {
      const weights = given.map(([one]) => one);
      const bounds = given.map(([, bound]) => bound);
      const room = bounds.reduce((sum, bound) => sum + bound, 0);
      const total = Math.floor((room * (given[0]?.[2] ?? 0)) / 100);
      const parts = allocateWithin(total, weights, bounds);
      t.equal(
        parts.reduce((sum, part) => sum + part, 0),
        total,
      );
      for (const [index, part] of parts.entries()) t.ok(part >= 0 && part <= (bounds[index] ?? 0));
    }),
  );
});

t.test('what cannot be split is an error, never a loss', async (t) => {
  t.throws(() => allocate(5, [0, 0]), RangeError);
  t.throws(() => allocateWithin(5, [1, 1], [2, 2]), RangeError);
});
