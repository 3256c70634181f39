/** I9: however a sale comes back, in whatever portions and order, it adds up to exactly what was sold. */
import { deepStrictEqual as deepEqual, ok } from 'node:assert';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { portion } from './portion.ts';
import { type ReturnShare, returnShare, type SoldLine, type SoldReceipt } from './return-share.ts';
import { sold } from './testing/sold.ts';

const most = 900_000_000_000;
const amount = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: most }));
const quantity = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((units) => units * 1000),
  fc.integer({ min: 1, max: 10_000 }),
  fc.integer({ min: 1, max: 1_000_000_000 }),
);

/** As a slip lists them: so many at the lower price, the rest a minor unit dearer. */
function unitsOf(thousandths: number, net: number): SoldLine['units'] {
  const steps = thousandths % 1000 === 0 ? thousandths / 1000 : 1;
  const price = Math.floor(net / steps);
  const dearer = net - price * steps;
  const parts = [
    { quantity: ((steps - dearer) * thousandths) / steps, net: (steps - dearer) * price },
    { quantity: (dearer * thousandths) / steps, net: dearer * (price + 1) },
  ];
  return parts.filter((part) => part.quantity > 0);
}

/** Splits a whole into as many parts as there are, at random. */
function spread(total: number, parts: number, at: readonly number[]): number[] {
  const cuts = at
    .slice(0, parts - 1)
    .map((fraction) => Math.floor((total * (fraction % 1000)) / 1000))
    .sort((a, b) => a - b);
  return [...cuts, total].map((cut, index) => cut - (cuts[index - 1] ?? 0));
}

const soldReceipt: fc.Arbitrary<SoldReceipt> = fc
  .record({
    lines: fc.array(fc.record({ quantity, net: amount, negative: fc.boolean(), discount: amount, redeemed: amount }), {
      minLength: 1,
      maxLength: 5,
    }),
    tender: fc.boolean(),
    earned: fc.array(amount, { maxLength: 4 }),
    spent: fc.array(fc.integer({ min: 1, max: most }), { maxLength: 4 }),
    overdrawn: fc.oneof(fc.constant(0), amount),
    cuts: fc.array(fc.nat({ max: 999 }), { minLength: 8, maxLength: 8 }),
    used: fc.array(amount, { minLength: 4, maxLength: 4 }),
  })
  .map(({ lines, tender, earned, spent, overdrawn, cuts, used }) => {
    const soldLines = lines.map((line, index): SoldLine => {
      const net = line.negative ? -line.net : line.net;
      return {
        line: index + 1,
        sku: 's',
        quantity: line.quantity,
        counted: net < 0 ? 0 : line.quantity,
        gross: net + line.discount,
        net,
        redeemed: Math.min(line.redeemed, Math.max(0, net)),
        units: unitsOf(line.quantity, net),
        adjustments: [{ rule: 'price', amount: line.discount }],
      };
    });
    const count = soldLines.length;
    const paid = spent.reduce((sum, points) => sum + points, 0) + overdrawn;
    const byLine = (points: number) =>
      spread(points, count, cuts).map((part, index) => ({ line: index + 1, points: part }));
    return sold(soldLines, {
      redeemedAsTender: tender,
      lots: earned.map((points, index) => ({ lot: index + 1, rule: `r${index}`, points, lines: byLine(points) })),
      spent: spent.map((points, index) => ({ lot: 100 + index, purse: 'bonus', points })),
      overdrawn,
      redeemed: byLine(paid),
      limitUses: [
        { key: 'a', scope: 'member', rule: 'price', unit: 'amount', used: used[0] ?? 0, cap: most },
        { key: 'b', scope: 'rule', rule: 'r0', unit: 'points', used: used[1] ?? 0, cap: most },
        { key: 'c', scope: 'rule', rule: 'redeem', unit: 'amount', used: used[2] ?? 0, cap: most },
        { key: 'd', scope: 'member', rule: 'price', unit: 'times', used: 1, cap: 5 },
      ],
    });
  });

/** Returns of portions of lines until nothing is left: [line, thousandths]. */
function splitsOf(of: SoldReceipt): fc.Arbitrary<[number, number][]> {
  const portions = of.lines.map((line) =>
    fc.array(fc.nat({ max: 999 }), { maxLength: 5 }).map((cuts) => {
      const parts = spread(line.quantity, cuts.length + 1, cuts);
      return parts.filter((part) => part > 0).map((part): [number, number] => [line.line, part]);
    }),
  );
  return fc.tuple(...portions).chain((all) => {
    const flat = all.flat();
    return fc.shuffledSubarray(flat, { minLength: flat.length, maxLength: flat.length });
  });
}

interface Sum {
  refund: number;
  restored: Record<string, number>;
  overdrawn: number;
  taken: Record<string, number>;
  limits: Record<string, number>;
}

function sumOf(shares: readonly ReturnShare[]): Sum {
  const sum: Sum = { refund: 0, restored: {}, overdrawn: 0, taken: {}, limits: {} };
  const add = (to: Record<string, number>, key: string | number, points: number): void => {
    ok(points > 0, `${key}: ${points}`);
    to[key] = (to[key] ?? 0) + points;
  };
  for (const share of shares) {
    sum.refund += share.refund;
    sum.overdrawn += share.restoreOverdrawn;
    ok(share.restoreOverdrawn >= 0);
    for (const { lot, points } of share.restore) add(sum.restored, lot, points);
    for (const { lot, points } of share.takeBack) add(sum.taken, lot, points);
    for (const [key, used] of Object.entries(share.limits)) add(sum.limits, key, used);
    deepEqual(
      share.lines.reduce((total, line) => total + line.pointsTaken, 0),
      share.takeBack.reduce((total, lot) => total + lot.points, 0),
    );
    deepEqual(
      share.lines.reduce((total, line) => total + line.pointsReturned, 0),
      share.restore.reduce((total, lot) => total + lot.points, 0) + share.restoreOverdrawn,
    );
  }
  return sum;
}

function shareOf(of: SoldReceipt, before: ReturnShare | undefined, [line, thousandths]: [number, number]): ReturnShare {
  const share = returnShare(of, before?.returned ?? {}, [{ line, quantity: thousandths }]);
  if ('refused' in share) throw new Error(share.refused.map(({ message }) => message).join('; '));
  return share;
}

t.test('any split in any order sums exactly to the whole, and never to more on the way', async () => {
  fc.assert(
    fc.property(
      soldReceipt.chain((of) => fc.tuple(fc.constant(of), splitsOf(of))),
      ([of, portions]) => {
        const shares: ReturnShare[] = [];
        for (const part of portions) shares.push(shareOf(of, shares.at(-1), part));
        const all = returnShare(
          of,
          {},
          of.lines.map((line) => ({ line: line.line, quantity: line.quantity })),
        );
        if ('refused' in all) throw new Error('the whole is refused');

        deepEqual(sumOf(shares), sumOf([all]));
        deepEqual(shares.at(-1)?.whole, true);
        const { lots, spent, overdrawn, limitUses } = of.effects;
        const paid = of.lines.reduce((sum, line) => sum + line.net - (of.redeemedAsTender ? line.redeemed : 0), 0);
        deepEqual(sumOf(shares), {
          refund: paid,
          restored: Object.fromEntries(spent.map(({ lot, points }) => [lot, points])),
          overdrawn,
          taken: Object.fromEntries(lots.flatMap(({ lot, points }) => (points > 0 ? [[lot, points]] : []))),
          limits: Object.fromEntries(limitUses.flatMap(({ key, used }) => (used > 0 ? [[key, used]] : []))),
        });

        // On the way, nobody gets back more than the line was paid; afterwards, nothing more comes back.
        for (const share of shares) {
          for (const { line, refund } of share.lines) {
            const net = of.lines.find((one) => one.line === line)?.net ?? 0;
            ok(net < 0 ? refund >= net && refund <= 0 : refund >= 0 && refund <= net, `${refund} of ${net}`);
          }
        }
        const more = returnShare(of, shares.at(-1)?.returned ?? {}, [{ line: 1, quantity: 1 }]);
        ok('refused' in more);
      },
    ),
    { numRuns: 500 },
  );
});

t.test('a portion is exact', async () => {
  const number = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
  const whole = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(number, whole, fc.nat(), (total, of, part) => {
      const exact = (BigInt(total) * BigInt(part % (of + 1))) / BigInt(of);
      deepEqual(BigInt(portion(total, part % (of + 1), of)), exact);
      ok(!Object.is(portion(total, 0, of), -0));
    }),
  );
});
