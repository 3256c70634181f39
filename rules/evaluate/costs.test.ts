import { deepStrictEqual as deepEqual, ok } from 'node:assert';
import t from 'tap';
import type { MemberState } from '../model/member-state.ts';
import type { Receipt } from '../model/receipt.ts';
import { fc } from '../testing/fast-check.ts';
import { discounts, evaluated, type LineParts, reasonOf, receiptOf } from './testing/evaluation.ts';

const stamps =
  '{ code: s, type: reward, rules: [{ code: sticker, items: { sku: none }, do: { add_stamps: { purse: stamps, count: 1, per: receipt } } }] }';
const half = '{ code: r, type: redemption, rules: [{ code: half, do: { redeem_limit: { percent: 50 } } }] }';
const programme = (rules: string, more = '') =>
  `points: { worth: 100, purses: [{ code: bonus }, { code: promo }] }\ngroups: [{ code: g, ${more} type: price, rules: [${rules}] }, ${half}, ${stamps}]`;
const off = (code: string, sku: string, cost: string) =>
  `{ code: ${code}, items: { sku: ${sku} }, cost: ${cost}, do: { percent_off: { percent: 50 } } }`;
const ten = '{ purse: stamps, count: 10 }';
const both: LineParts[] = [{ sku: 'A' }, { sku: 'B' }];
const accept = (...codes: string[]): Partial<Receipt> => ({ attributes: { accept: codes } });
const has = (balances: MemberState['balances'] = {}): MemberState => ({ balances });

interface Case {
  readonly name: string;
  readonly rules: string;
  readonly group?: string;
  readonly member?: MemberState | null;
  readonly receipt?: Partial<Receipt>;
  readonly lines?: readonly LineParts[];
  readonly discounts: readonly number[];
  readonly costs?: readonly (readonly [rule: string, purse: string, count: number, lines: readonly number[]])[];
  readonly redeemable?: number;
  readonly why?: Readonly<Record<string, string>>;
}

const a = off('a', 'A', ten);
const b = off('b', 'B', ten);
const cases: readonly Case[] = [
  {
    name: 'asked for, and there',
    rules: a,
    member: has({ stamps: 10 }),
    discounts: [5000, 0],
    costs: [['a', 'stamps', 10, [1]]],
  },
  {
    name: 'one short',
    rules: a,
    member: has({ stamps: 9 }),
    discounts: [0, 0],
    why: { a: 'unmet: costs 10 stamps, 9 there' },
  },
  { name: 'none at all', rules: a, member: {}, discounts: [0, 0], why: { a: 'unmet: costs 10 stamps, 0 there' } },
  {
    name: 'not asked for',
    rules: a,
    member: has({ stamps: 10 }),
    receipt: accept('b'),
    discounts: [0, 0],
    why: { a: 'unmet: not asked for: receipt.attributes.accept' },
  },
  {
    name: 'a number asks for nothing',
    rules: a,
    member: has({ stamps: 10 }),
    receipt: { attributes: { accept: 1 } },
    discounts: [0, 0],
  },
  { name: 'nobody', rules: a, member: null, discounts: [0, 0], why: { a: 'unmet: no member' } },
  {
    name: 'the first of two is paid, the second is too dear',
    rules: `${a}, ${b}`,
    member: has({ stamps: 15 }),
    discounts: [5000, 0],
    costs: [['a', 'stamps', 10, [1]]],
    why: { b: 'unmet: costs 10 stamps, 5 there' },
  },
  {
    name: 'both',
    rules: `${a}, ${b}`,
    member: has({ stamps: 20 }),
    discounts: [5000, 5000],
    costs: [
      ['a', 'stamps', 10, [1]],
      ['b', 'stamps', 10, [2]],
    ],
  },
  {
    name: 'two winners of one group',
    rules: `${a}, ${b}`,
    group: 'mode: best, scope: line,',
    member: has({ stamps: 15 }),
    discounts: [5000, 0],
    costs: [['a', 'stamps', 10, [1]]],
    why: { b: 'unmet: costs 10 stamps, 5 there' },
  },
  {
    name: 'nothing is paid for what takes nothing off',
    rules: `{ code: free, priority: 1, do: { percent_off: { percent: 100 } } }, ${a}`,
    member: has({ stamps: 10 }),
    discounts: [10_000, 10_000],
  },
  {
    name: 'points of a purse, which are not there to be redeemed',
    rules: off('a', 'A', '{ purse: bonus, count: 30 }'),
    member: has({ bonus: 40, promo: 5, stamps: 99 }),
    discounts: [5000, 0],
    costs: [['a', 'bonus', 30, [1]]],
    redeemable: 15,
  },
  {
    name: 'points of another purse do not pay',
    rules: off('a', 'A', '{ purse: bonus, count: 30 }'),
    member: has({ bonus: 29, promo: 500 }),
    discounts: [0, 0],
    redeemable: 100,
    why: { a: 'unmet: costs 30 points of bonus, 29 there' },
  },
];
for (const one of cases) {
  t.test(one.name, async (t) => {
    const { member = {}, lines = both, receipt = accept('a', 'b') } = one;
    const evaluation = evaluated(programme(one.rules, one.group), receiptOf(lines, receipt), { member });
    t.strictSame(discounts(evaluation), one.discounts);
    const costs = one.costs?.map(([rule, purse, count, on]) => ({ rule, purse, count, lines: on }));
    t.strictSame(evaluation.costs, costs);
    if (one.redeemable !== undefined) t.equal(evaluation.redemption.redeemable, one.redeemable);
    for (const [rule, reason] of Object.entries(one.why ?? {})) t.equal(reasonOf(evaluation, rule), reason);
  });
}

const paidFor = (type: string, action: string, more = '') => `points: { purses: [{ code: bonus }] }
groups:
  - { code: x, type: ${type}, rules: [{ code: x, ${more} cost: { purse: stamps, count: 5 }, do: ${action} }] }
  - ${stamps}`;
const others: readonly (readonly [
  name: string,
  source: string,
  receipt: Partial<Receipt>,
  lines: readonly LineParts[],
  costs: boolean,
])[] = [
  ['points', paidFor('points', '{ earn_percent: { percent: 1 } }'), {}, [{}], true],
  ['points that round to nothing', paidFor('points', '{ earn_percent: { percent: 1 } }'), {}, [{ price: 100 }], false],
  ['a coupon', paidFor('reward', '{ issue_coupon: { campaign: c } }'), {}, [{}], true],
  [
    'points may pay, and do',
    paidFor('redemption', '{ redeem_limit: { percent: 50 } }'),
    { redeem: [{ points: 1 }] },
    [{}],
    true,
  ],
  ['points may pay, and nobody asks', paidFor('redemption', '{ redeem_limit: { percent: 50 } }'), {}, [{}], false],
];
for (const [name, source, receipt, lines, costs] of others) {
  t.test(name, async (t) => {
    const asked = receiptOf(lines, { ...accept('x'), ...receipt });
    const evaluation = evaluated(source, asked, { member: has({ stamps: 5, bonus: 9 }) });
    t.strictSame(evaluation.costs, costs ? [{ rule: 'x', purse: 'stamps', count: 5, lines: [1] }] : undefined);
  });
}

t.test('charged: what was not charged by costs nothing, what was is paid, there or not', async (t) => {
  const charge = (net: number) => ({ ...accept('a'), charged: [{ line: 1, net }] });
  const costs = (net: number, count: number) =>
    evaluated(programme(a), receiptOf([{ sku: 'A' }], charge(net)), { member: has({ stamps: count }) }).costs;
  t.equal(costs(10_000, 10), undefined);
  t.match(costs(5_000, 10), [{ rule: 'a', count: 10 }]);
  t.match(costs(4_000, 10), [{ rule: 'a', count: 10 }]);
  t.match(costs(9_999, 10), [{ rule: 'a', count: 10 }]);
  t.match(costs(5_000, 3), [{ rule: 'a', count: 10 }]);
});

t.test('whatever is asked for: nothing is spent twice', async () => {
  const balance = fc.nat({ max: 60 });
  const cost = fc.record({
    purse: fc.constantFrom('bonus', 'promo', 'stamps'),
    count: fc.integer({ min: 1, max: 30 }),
  });
  const action = fc.constantFrom(
    ['price', '{ percent_off: { percent: 10 } }'],
    ['points', '{ earn_percent: { percent: 10 } }'],
    ['reward', '{ issue_coupon: { campaign: c } }'],
  );
  fc.assert(
    fc.property(
      fc.record({ bonus: balance, promo: balance, stamps: balance }),
      fc.array(fc.tuple(cost, action), { minLength: 1, maxLength: 5 }),
      fc.option(fc.constantFrom('bonus', 'promo')),
      fc.nat({ max: 90 }),
      (balances, rules, purse, points) => {
        const groups = rules.map(([{ purse: of, count }, [type, does]], index) => {
          return `{ code: g${index}, type: ${type}, rules: [{ code: c${index}, cost: { purse: ${of}, count: ${count} }, do: ${does} }] }`;
        });
        const source = `points: { worth: 100, purses: [{ code: bonus }, { code: promo }] }\ngroups: [${groups.join(', ')}, ${half}, ${stamps}]`;
        const redeem = [{ points, ...(purse === null ? {} : { purse }) }];
        const asked = receiptOf([{ price: 30_000 }], { ...accept(...rules.map((_, index) => `c${index}`)), redeem });
        const { costs = [], redemption } = evaluated(source, asked, { member: { balances } });
        const spent = (of: string) => costs.reduce((sum, one) => (one.purse === of ? sum + one.count : sum), 0);
        const named = (of: string) =>
          redemption.requests.reduce((sum, one) => (one.purse === of ? sum + one.points : sum), 0);
        for (const purse of ['bonus', 'promo', 'stamps'] as const) ok(spent(purse) + named(purse) <= balances[purse]);
        ok(spent('bonus') + spent('promo') + redemption.points <= balances.bonus + balances.promo);
        deepEqual(new Set(costs.map(({ rule }) => rule)).size, costs.length);
      },
    ),
    { numRuns: 200 },
  );
});
