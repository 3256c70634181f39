import t from 'tap';
import type { Receipt } from '../model/receipt.ts';
import { evaluated, type LineParts, reasonOf, receiptOf } from './testing/evaluation.ts';

const ten: LineParts[] = Array.from({ length: 10 }, () => ({ price: 3582 }));
const onePercent = '{ code: base, do: { earn_percent: { percent: 1 } } }';
const birthday = '{ code: birthday, do: { multiply: { factor: 10 } } }';
const friday = '{ code: friday, do: { multiply: { factor: 2 } } }';

interface Case {
  readonly name: string;
  readonly points?: string;
  readonly groups: readonly string[];
  readonly lines: readonly LineParts[];
  readonly receipt?: Partial<Receipt>;
  /** By rule. */
  readonly accruals: Readonly<Record<string, number>>;
  readonly earned?: readonly number[];
  /** By rule. */
  readonly reasons?: Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
  {
    name: 'B01 1% of 35820 is 3 points',
    groups: [`rules: [${onePercent}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 3 },
  },
  {
    name: 'B01 ten lines of 3582 are 3 points too',
    groups: [`rules: [${onePercent}]`],
    lines: ten,
    accruals: { base: 3 },
    earned: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    name: 'B01 ×10 comes before rounding: 35',
    groups: [`rules: [${onePercent}]`, `rules: [${birthday}]`],
    lines: ten,
    accruals: { base: 35 },
  },
  {
    name: 'B01 with one decimal: 35 is 3.5 points',
    points: 'points: { scale: 1 }',
    groups: [`rules: [${onePercent}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 35 },
  },
  {
    name: 'rounded half up',
    points: 'points: { rounding: half-up }',
    groups: [`rules: [${onePercent}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 4 },
  },
  {
    name: 'rounded up',
    points: 'points: { rounding: ceil }',
    groups: [`rules: [${onePercent}]`],
    lines: [{ price: 30001 }],
    accruals: { base: 4 },
  },
  {
    name: 'less than a point is none, and no accrual',
    groups: [`rules: [${onePercent}]`],
    lines: [{ price: 9999 }],
    accruals: {},
    earned: [0],
  },
  {
    name: 'each rule is rounded by itself',
    groups: [`rules: [${onePercent}, { code: more, do: { earn_percent: { percent: 1 } } }]`],
    lines: [{ price: 15000 }],
    accruals: { base: 1, more: 1 },
    earned: [2],
  },
  {
    name: 'B03 the particular rule displaces the general one, by line',
    groups: [
      `mode: priority, rules: [${onePercent},
      { code: tea, priority: 1, items: { sku: tea }, do: { earn_percent: { percent: 5 } } }]`,
    ],
    lines: [{ sku: 'tea', price: 20000 }, { price: 30000 }],
    accruals: { base: 3, tea: 10 },
    earned: [10, 3],
  },
  {
    name: 'B03 or the better one',
    groups: [
      `mode: best, rules: [${onePercent},
      { code: tea, items: { sku: tea }, do: { earn_percent: { percent: 0.5 } } }]`,
    ],
    lines: [{ sku: 'tea', price: 20000 }, { price: 30000 }],
    accruals: { base: 5 },
  },
  {
    name: 'B03 what is left to the general rule is reckoned on its own lines',
    groups: [
      `mode: best, rules: [{ code: steps, do: { earn_per_spend: { each: 10000, points: 5 } } },
      { code: tea, items: { sku: tea }, do: { earn_percent: { percent: 50 } } }]`,
    ],
    lines: [{ sku: 'tea', price: 10000 }, { price: 24999 }],
    accruals: { steps: 10, tea: 50 },
  },
  {
    name: 'B05 5 points for each 10000: the remainder is not carried',
    groups: ['rules: [{ code: steps, do: { earn_per_spend: { each: 10000, points: 5 } } }]'],
    lines: [{ price: 20000 }, { price: 14999 }],
    accruals: { steps: 15 },
    earned: [9, 6],
  },
  {
    name: 'B05 just misses',
    groups: ['rules: [{ code: steps, do: { earn_per_spend: { each: 10000, points: 5 } } }]'],
    lines: [{ price: 9999 }],
    accruals: {},
    reasons: { steps: 'unmet: 9999 of 10000 spent on the lines it matches' },
  },
  {
    name: 'a step or a percentage of nothing',
    groups: [
      `rules: [{ code: steps, do: { earn_per_spend: { each: 10000, points: 0 } } },
      { code: none, do: { earn_percent: { percent: 0 } } }]`,
    ],
    lines: [{ price: 9000 }, { price: 3000 }],
    accruals: {},
    reasons: {
      steps: 'unmet: comes to nothing on the 12000 of the lines it matches',
      none: 'unmet: comes to nothing on the 12000 of the lines it matches',
    },
  },
  {
    name: 'B11 more on the cheapest item, tie to the lowest line',
    groups: ['rules: [{ code: r, take: { order: cheapest, count: 1 }, do: { earn_percent: { percent: 10 } } }]'],
    lines: [{ price: 9000 }, { price: 5000 }, { price: 5000 }],
    accruals: { r: 5 },
    earned: [0, 5, 0],
  },
  {
    name: 'B11 one unit of a line of several',
    groups: ['rules: [{ code: r, take: { order: cheapest, count: 1 }, do: { earn_percent: { percent: 10 } } }]'],
    lines: [{ price: 5000, quantity: 3 }],
    accruals: { r: 5 },
  },
  {
    name: 'B23 two multipliers: a stack multiplies',
    groups: [`rules: [${onePercent}]`, `rules: [${birthday}, ${friday}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 71 },
  },
  {
    name: 'B23 the best takes the larger',
    groups: [`rules: [${onePercent}]`, `mode: best, rules: [${friday}, ${birthday}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 35 },
  },
  {
    name: 'B23 the best by receipt too',
    groups: [`rules: [${onePercent}]`, `mode: best, scope: receipt, rules: [${friday}, ${birthday}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 35 },
  },
  {
    name: 'B23 in whatever order the groups are written',
    groups: [`rules: [${birthday}]`, `rules: [${onePercent}]`],
    lines: [{ price: 35820 }],
    accruals: { base: 35 },
  },
  {
    name: 'B23 a factor on some items',
    groups: [`rules: [${onePercent}]`, 'rules: [{ code: x, items: { sku: B }, do: { multiply: { factor: 1.5 } } }]'],
    lines: [{ sku: 'A' }, { sku: 'B', price: 10000 }],
    accruals: { base: 2 },
  },
  {
    name: 'B23 a factor of named rules',
    groups: [
      `rules: [${onePercent}, { code: other, do: { earn_percent: { percent: 2 } } }]`,
      'rules: [{ code: x, do: { multiply: { factor: 3, rules: [other] } } }]',
    ],
    lines: [{}],
    accruals: { base: 1, other: 6 },
  },
  {
    name: 'B23 a factor of one unit of three',
    groups: [
      'rules: [{ code: base, do: { earn_percent: { percent: 10 } } }]',
      'rules: [{ code: x, take: { order: cheapest, count: 1 }, do: { multiply: { factor: 4 } } }]',
    ],
    lines: [{ quantity: 3 }],
    accruals: { base: 60 },
  },
  {
    name: 'B23 a factor of nothing takes the points of its lines',
    groups: [`rules: [${onePercent}]`, 'rules: [{ code: x, items: { sku: B }, do: { multiply: { factor: 0 } } }]'],
    lines: [{ sku: 'A' }, { sku: 'B' }],
    accruals: { base: 1 },
    earned: [1, 0],
  },
  {
    name: 'points are for what is left after discounts',
    groups: [`rules: [${onePercent}]`],
    lines: [
      { price: 20000, manualDiscount: 10100 },
      { price: 9900, earnable: false },
    ],
    accruals: {},
  },
  {
    name: 'nor for what may not earn',
    groups: [`rules: [${onePercent}]`],
    lines: [{ price: 10000, earnable: false }, { price: -500 }, { price: 20000 }],
    accruals: { base: 2 },
    earned: [0, 0, 2],
  },
  {
    name: 'share: points by the tender’s part',
    groups: ['rules: [{ code: r, tenders: [{ type: card, share: true }], do: { earn_percent: { percent: 10 } } }]'],
    lines: [{}],
    receipt: {
      tenders: [
        { type: 'card', amount: 4000, attributes: {} },
        { type: 'cash', amount: 6000, attributes: {} },
      ],
    },
    accruals: { r: 4 },
  },
];

for (const { name, points = '', groups, lines, receipt, accruals, earned, reasons = {} } of cases) {
  t.test(name, async (t) => {
    const written = groups.map((group, index) => `- { code: g${index}, type: points, ${group} }`).join('\n');
    const evaluation = evaluated(`${points}\ngroups:\n${written}`, receiptOf(lines, receipt));
    t.strictSame(Object.fromEntries(evaluation.accruals.map((accrual) => [accrual.rule, accrual.points])), accruals);
    if (earned !== undefined)
      t.strictSame(
        evaluation.lines.map((line) => line.earned),
        earned,
      );
    for (const [rule, reason] of Object.entries(reasons)) t.equal(reasonOf(evaluation, rule), reason);
  });
}

t.test('an accrual is a lot: purse, activation, expiry counted from it, in the store’s calendar', async (t) => {
  const programme = `
points: { purses: [{ code: bonus, expireAfter: P1Y }, { code: promo }] }
groups:
  - { code: g, type: points, rules: [
      { code: plain, do: { earn_percent: { percent: 1 } } },
      { code: late, do: { earn_percent: { percent: 1, lot: { activateAfter: P14D } } } },
      { code: short, do: { earn_percent: { percent: 1, lot: { activateAfter: P1D, expireAfter: P1M } } } },
      { code: promo, do: { earn_percent: { percent: 1, lot: { purse: promo } } } },
      { code: until, do: { earn_percent: { percent: 1, lot: { purse: promo, expireAt: '2026-12-31T00:00' } } } },
      { code: over, do: { earn_percent: { percent: 1, lot: { activateAfter: P60D, expireAt: '2026-12-31T00:00' } } } }] }`;
  const evaluation = evaluated(programme, receiptOf([{}], { at: '2027-01-30T12:00:00+03:00' }));
  t.equal(reasonOf(evaluation, 'until'), 'unmet: its points would expire before they are active');
  const day = (epochMs: number | undefined) => (epochMs === undefined ? undefined : new Date(epochMs).toISOString());
  const lots = evaluation.accruals.map(({ rule, purse, activeAt, expiresAt }) => {
    return [rule, purse, day(activeAt), day(expiresAt)];
  });
  t.strictSame(lots, [
    ['plain', 'bonus', undefined, '2028-01-30T09:00:00.000Z'],
    ['late', 'bonus', '2027-02-13T09:00:00.000Z', '2028-02-13T09:00:00.000Z'],
    ['short', 'bonus', '2027-01-31T09:00:00.000Z', '2027-02-28T09:00:00.000Z'],
    ['promo', 'promo', undefined, undefined],
  ]);
});

t.test('the trace of points', async (t) => {
  const programme = `groups:
    - { code: g, type: points, rules: [${onePercent}, { code: tiny, do: { earn_percent: { percent: 0.1 } } }] }
    - { code: h, type: points, rules: [${birthday}, { code: x, do: { multiply: { factor: 2, rules: [tiny] } } }] }`;
  const evaluation = evaluated(programme, receiptOf([{ price: 3000 }]));
  t.equal(reasonOf(evaluation, 'base'), 'applied: 3 points');
  t.equal(reasonOf(evaluation, 'tiny'), 'unmet: 0.6 points round to nothing');
  t.equal(reasonOf(evaluation, 'birthday'), 'applied: points multiplied by 10');
  t.equal(reasonOf(evaluation, 'x'), 'applied: points multiplied by 2');
});
