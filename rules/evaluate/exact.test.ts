import t from 'tap';
import { fc } from '../testing/fast-check.ts';
import {
  addRatios,
  commonDivisor,
  compareRatios,
  divideCeil,
  divideFloor,
  divideHalfUp,
  minus,
  plus,
  ratioText,
  sum,
  times,
} from './exact.ts';

/** From a till's small numbers to the very edge of what a number holds, where most faults are. */
const whole = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.constantFrom(9e11, 9e15, 2 ** 53 - 1, -(2 ** 53 - 1), 94_906_265, 94_906_266),
);
const divisor = fc.oneof(
  fc.integer({ min: 1, max: 10_000 }),
  fc.integer({ min: 1, max: 2 ** 53 - 1 }),
  fc.constantFrom(10_000, 9e15, 2 ** 53 - 1),
);

function floor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

t.test('sums, differences and products are those of BigInt', async (t) => {
  fc.assert(
    fc.property(whole, whole, (a, b) => {
      t.equal(BigInt(times(a, b)), BigInt(a) * BigInt(b));
      t.equal(BigInt(plus(a, b)), BigInt(a) + BigInt(b));
      t.equal(BigInt(minus(a, b)), BigInt(a) - BigInt(b));
      t.equal(BigInt(sum([a, b, a])), 2n * BigInt(a) + BigInt(b));
    }),
  );
});

t.test('a quotient of a product is rounded as BigInt rounds it', async (t) => {
  fc.assert(
    fc.property(whole, fc.integer({ min: 0, max: 20_000 }), divisor, (a, b, d) => {
      const [exact, den] = [BigInt(a) * BigInt(b), BigInt(d)];
      const lower = floor(exact, den);
      fc.pre(lower > -(2n ** 53n) && lower < 2n ** 53n - 1n);
      t.equal(divideFloor(times(a, b), d), Number(lower));
      t.equal(divideHalfUp(times(a, b), d), Number(floor(2n * exact + den, 2n * den)));
      t.equal(divideCeil(times(a, b), d), Number(-floor(-exact, den)));
    }),
    { numRuns: 2000 },
  );
});

t.test('ratios compare and add exactly', async (t) => {
  fc.assert(
    fc.property(whole, divisor, whole, divisor, (a, b, c, d) => {
      const [left, right] = [BigInt(a) * BigInt(d), BigInt(c) * BigInt(b)];
      const [one, other] = [
        { numerator: a, denominator: b },
        { numerator: c, denominator: d },
      ];
      t.equal(compareRatios(one, other), left < right ? -1 : left > right ? 1 : 0);
      const total = addRatios(one, other);
      t.equal(BigInt(total.numerator) * BigInt(b) * BigInt(d), (left + right) * BigInt(total.denominator));
    }),
  );
});

const halves = [
  [1, 2, 1],
  [-1, 2, 0],
  [5, 10, 1],
  [4, 10, 0],
  [25074, 100, 251],
  [-25074, 100, -251],
] as const;
for (const [numerator, denominator, expected] of halves) {
  t.test(`${numerator}/${denominator} half up is ${expected}`, async (t) => {
    t.equal(divideHalfUp(numerator, denominator), expected);
    t.equal(divideHalfUp(BigInt(numerator), denominator), expected);
  });
}

const texts = [
  [2, 6, '1/3'],
  [-4, 10, '-2/5'],
  [8, 2, '4'],
  [0, 7, '0'],
  [0n, 7, '0'],
  [10n ** 20n, 3n * 10n ** 20n, '1/3'],
  [7n, 7, '1'],
] as const;
for (const [numerator, denominator, expected] of texts) {
  t.test(`${numerator}/${denominator} is written ${expected}`, async (t) => {
    t.equal(ratioText(numerator, denominator), expected);
  });
}

t.test('the common divisor divides both', async (t) => {
  t.equal(commonDivisor(1500, 1000), 500);
  t.equal(commonDivisor(0, 7), 7);
  t.equal(commonDivisor(12n, 18), 6n);
});

t.test('a quotient that no number holds is an error', async (t) => {
  t.throws(() => divideFloor(2n ** 60n, 1), RangeError);
});
