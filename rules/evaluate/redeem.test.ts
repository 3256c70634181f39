import t from 'tap';
import type { Redemption } from '../model/evaluation.ts';
import type { RedeemRequest } from '../model/receipt.ts';
import { evaluated, type LineParts, reasonOf, receiptOf } from './testing/evaluation.ts';

interface Case {
  readonly name: string;
  readonly points?: string;
  /** Keys of the one redemption group. */
  readonly group?: string;
  readonly rules: string;
  readonly lines?: readonly LineParts[];
  readonly balances?: Readonly<Record<string, number>>;
  readonly redeem?: readonly RedeemRequest[];
  readonly expected: Partial<Redemption>;
  /** Redeemed, by line. */
  readonly redeemed?: readonly number[];
}

const max: RedeemRequest[] = [{ points: 'max' }];
const share = (percent: number, more = '') => `{ code: r, ${more} do: { redeem_limit: { percent: ${percent} } } }`;

const cases: readonly Case[] = [
  {
    name: 'B19 30% of 35820 is 10746: 107 whole points, 10700',
    rules: share(30),
    lines: [{ price: 35820 }],
    redeem: max,
    expected: { allowed: 107, redeemable: 107, points: 107, amount: 10700 },
    redeemed: [10700],
  },
  {
    name: 'B19 99% is 354 points',
    rules: share(99),
    lines: [{ price: 35820 }],
    redeem: max,
    expected: { allowed: 354, points: 354, amount: 35400 },
  },
  {
    name: 'B19 with one decimal, 30% is 107.4 points',
    points: 'points: { scale: 1 }',
    rules: share(30),
    lines: [{ price: 35820 }],
    redeem: max,
    expected: { allowed: 1074, points: 1000, amount: 10000 },
  },
  {
    name: 'B19 what is not selected does not count, and takes no points',
    rules: share(50, 'items: { not: { sku: B } },'),
    lines: [{ sku: 'A' }, { sku: 'B', price: 9000 }],
    redeem: max,
    expected: { allowed: 50, points: 50, amount: 5000 },
    redeemed: [5000, 0],
  },
  {
    name: 'the caps’ sum is floored, not each',
    rules: share(50),
    lines: [{ price: 33 }, { price: 33 }, { price: 133 }, { price: 1 }],
    redeem: max,
    expected: { allowed: 1, points: 1, amount: 100 },
    redeemed: [17, 17, 66, 0],
  },
  {
    name: 'spread by net, largest remainder',
    rules: share(100),
    lines: [{ price: 10000 }, { price: 20000 }],
    redeem: [{ points: 100 }],
    expected: { allowed: 300, points: 100, amount: 10000 },
    redeemed: [3333, 6667],
  },
  {
    name: 'but never above a line’s cap',
    rules: `{ code: a, items: { sku: A }, do: { redeem_limit: { percent: 10 } } },
            { code: b, items: { sku: B }, do: { redeem_limit: { percent: 50 } } }`,
    lines: [{ sku: 'A' }, { sku: 'B' }],
    redeem: max,
    expected: { allowed: 60, points: 60, amount: 6000 },
    redeemed: [1000, 5000],
  },
  {
    name: 'in a stack the lowest cap holds',
    rules: `${share(99)}, { code: tobacco, items: { sku: B }, do: { redeem_limit: { percent: 0 } } }`,
    lines: [{ sku: 'A' }, { sku: 'B' }],
    redeem: max,
    expected: { allowed: 99, points: 99 },
    redeemed: [9900, 0],
  },
  {
    name: 'by priority a rule of nothing keeps points off its lines',
    group: 'mode: priority,',
    rules: `${share(99)}, { code: tobacco, priority: 1, items: { sku: B }, do: { redeem_limit: { percent: 0 } } }`,
    lines: [{ sku: 'A' }, { sku: 'B' }],
    redeem: max,
    expected: { allowed: 99 },
    redeemed: [9900, 0],
  },
  {
    name: 'best takes the larger',
    group: 'mode: best,',
    rules: `${share(30)}, { code: gold, items: { sku: B }, do: { redeem_limit: { percent: 50 } } }`,
    lines: [{ sku: 'A' }, { sku: 'B' }],
    expected: { allowed: 80, points: 0, amount: 0, lines: [] },
  },
  {
    name: 'minNet is left to pay in money on each line',
    rules: '{ code: r, do: { redeem_limit: { percent: 100, minNet: 100 } } }',
    lines: [{ price: 35820 }, { price: 90 }],
    redeem: max,
    expected: { allowed: 357, points: 357 },
    redeemed: [35700, 0],
  },
  {
    name: 'as a discount it respects minPrice and discountable',
    rules: share(100),
    lines: [
      { price: 10000, minPrice: 9000 },
      { price: 5000, discountable: false },
    ],
    redeem: max,
    expected: { allowed: 10, points: 10 },
    redeemed: [1000, 0],
  },
  {
    name: 'as a tender it is money',
    points: 'points: { redeemAs: tender }',
    rules: share(100),
    lines: [
      { price: 10000, minPrice: 9000 },
      { price: 5000, discountable: false },
    ],
    redeem: max,
    expected: { allowed: 150, points: 150 },
    redeemed: [10000, 5000],
  },
  {
    name: 'without a rule nothing is redeemable',
    rules: '{ code: r, stores: [elsewhere], do: { redeem_limit: { percent: 99 } } }',
    redeem: max,
    expected: { allowed: 0, redeemable: 0, points: 0, amount: 0, requests: [{ asked: 'max', points: 0 }] },
  },
  {
    name: 'no more than the member has',
    rules: share(100),
    balances: { bonus: 7, promo: 5 },
    redeem: [{ points: 50 }],
    expected: { allowed: 100, redeemable: 12, points: 12, requests: [{ asked: 50, points: 12 }] },
  },
  {
    name: 'requests are granted in order, by purse',
    rules: share(50),
    balances: { bonus: 100, promo: 5 },
    redeem: [{ purse: 'promo', points: 'max' }, { purse: 'promo', points: 3 }, { points: 30 }, { points: 'max' }],
    expected: {
      redeemable: 50,
      points: 50,
      requests: [
        { purse: 'promo', asked: 'max', points: 5 },
        { purse: 'promo', asked: 3, points: 0 },
        { asked: 30, points: 30 },
        { asked: 'max', points: 15 },
      ],
    },
  },
  {
    name: 'nobody has nothing',
    rules: share(50),
    redeem: max,
    balances: {},
    expected: { allowed: 50, redeemable: 0, points: 0 },
  },
  {
    name: 'what was discounted before is not there to be paid',
    rules: share(50),
    lines: [{ manualDiscount: 4000 }],
    redeem: max,
    expected: { allowed: 30 },
    redeemed: [3000],
  },
];

for (const { name, points = '', group = '', rules, lines = [{}], balances, redeem = [], expected, redeemed } of cases) {
  t.test(name, async (t) => {
    const programme = `${points}\ngroups: [{ code: g, type: redemption, ${group} rules: [${rules}] }]`;
    const member = { balances: balances ?? { bonus: 1000 } };
    const evaluation = evaluated(programme, receiptOf(lines, { redeem }), { member });
    t.hasStrict(evaluation.redemption, expected);
    if (redeemed !== undefined)
      t.strictSame(
        evaluation.lines.map((line) => line.redeemed),
        redeemed,
      );
  });
}

const earning = `groups:
  - { code: pay, type: redemption, rules: [{ code: r, do: { redeem_limit: { percent: 50 } } }] }
  - { code: earn, type: points, rules: [{ code: e, do: { earn_percent: { percent: 10 } } }] }`;

const kinds = [
  { points: 'redeemAs: discount', net: 5000, earned: 5 },
  { points: 'redeemAs: discount, earnOnRedeemed: true', net: 5000, earned: 10 },
  { points: 'redeemAs: tender', net: 10000, earned: 5 },
  { points: 'redeemAs: tender, earnOnRedeemed: true', net: 10000, earned: 10 },
];
for (const { points, net, earned } of kinds) {
  t.test(`${points}: net ${net}, ${earned} points earned`, async (t) => {
    const receipt = receiptOf([{}], { redeem: max });
    const member = { balances: { bonus: 1000 } };
    const {
      lines: [line],
      totals,
    } = evaluated(`points: { ${points} }\n${earning}`, receipt, { member });
    t.hasStrict(line, { gross: 10000, discount: 0, redeemed: 5000, net, earned });
    t.strictSame(totals, { gross: 10000, discount: 0, redeemed: 5000, net, earned });
    t.strictSame(line?.units, [{ quantity: 1000, unitPrice: net, net }]);
  });
}

const traces: readonly [limit: string, line: LineParts, reason: string][] = [
  ['percent: 50', { price: 35820 }, 'applied: points may pay 17910 of the lines it matches'],
  ['percent: 0', {}, 'applied: points may pay 0 of the lines it matches'],
  ['percent: 50, minNet: 9999', {}, 'applied: points may pay 1 of the lines it matches'],
  ['percent: 50, minNet: 10000', {}, 'unmet: minNet 10000 is not below the 10000 to pay on a line it matches'],
  ['percent: 50, minNet: 20000', {}, 'unmet: minNet 20000 is not below the 10000 to pay on a line it matches'],
  ['percent: 50, minNet: 1', { minPrice: 10000 }, 'unmet: comes to nothing on the 10000 of the lines it matches'],
  ['percent: 50', { price: 1 }, 'unmet: comes to nothing on the 1 of the lines it matches'],
];
t.test('the trace of redemption', async (t) => {
  for (const [limit, line, reason] of traces) {
    const rule = `{ code: r, do: { redeem_limit: { ${limit} } } }`;
    const evaluation = evaluated(`groups: [{ code: g, type: redemption, rules: [${rule}] }]`, receiptOf([line]));
    t.equal(reasonOf(evaluation, 'r'), reason, `${limit} of ${JSON.stringify(line)}`);
  }
});
