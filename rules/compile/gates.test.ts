import t from 'tap';
import type { RuleDocument } from '../program/schema/rule.ts';
import type { GateContext } from './compiled.ts';
import { tendersShare } from './gates/tenders.ts';
import { compileGates } from './gates.ts';
import { contextOf } from './testing/receipts.ts';

function gatesOf(rule: Partial<RuleDocument>) {
  return compileGates({ code: 'one', do: { percent_off: { percent: 1 } }, ...rule } as RuleDocument);
}

/** Passes at these moments and not at those. */
function schedule(
  entries: RuleDocument['schedule'],
  cases: readonly [at: string, expected: boolean][],
  timezone?: string,
) {
  const gates = gatesOf({ schedule: entries } as Partial<RuleDocument>);
  return cases.map(([at, expected]) => {
    const context = contextOf({ at, ...(timezone === undefined ? {} : { store: { timezone } }) });
    return { at, expected, actual: gates.pass(context) };
  });
}

const schedules: readonly [
  name: string,
  entries: NonNullable<RuleDocument['schedule']>,
  cases: [at: string, expected: boolean][],
  timezone?: string,
][] = [
  [
    'D11 happy hours: from included, to not',
    [{ hours: ['18:00-21:00'] }],
    [
      ['2026-11-22T17:59:59+03:00', false],
      ['2026-11-22T18:00:00+03:00', true],
      ['2026-11-22T20:59:59.999+03:00', true],
      ['2026-11-22T21:00:00+03:00', false],
    ],
  ],
  [
    'D11 in the store’s timezone, whatever the offset it was sent with',
    [{ hours: ['18:00-21:00'] }],
    [
      ['2026-11-22T15:00:00Z', true],
      ['2026-11-22T18:00:00Z', false],
      ['2026-11-22T07:30:00-08:00', true],
    ],
  ],
  [
    'D11 across midnight, on the day it starts',
    [{ days: ['fri'], hours: ['22:00-02:00'] }],
    [
      ['2026-11-20T21:59:59+03:00', false],
      ['2026-11-20T22:00:00+03:00', true],
      ['2026-11-21T01:59:59+03:00', true],
      ['2026-11-21T02:00:00+03:00', false],
      ['2026-11-20T01:00:00+03:00', false],
      ['2026-11-21T22:30:00+03:00', false],
    ],
  ],
  [
    'from Sunday into Monday',
    [{ days: ['sun'], hours: ['23:00-01:00'] }],
    [
      ['2026-11-23T00:30:00+03:00', true],
      ['2026-11-22T00:30:00+03:00', false],
    ],
  ],
  [
    'to midnight, written either way',
    [{ hours: ['20:00-24:00', '06:00-08:00'] }],
    [
      ['2026-11-22T23:59:59+03:00', true],
      ['2026-11-23T00:00:00+03:00', false],
      ['2026-11-23T07:00:00+03:00', true],
    ],
  ],
  [
    'to 00:00',
    [{ hours: ['20:00-00:00'] }],
    [
      ['2026-11-22T23:59:59+03:00', true],
      ['2026-11-23T00:00:00+03:00', false],
    ],
  ],
  [
    'D12 days of the week: business time decides',
    [{ days: ['fri', 'sat'] }],
    [
      ['2026-11-20T00:00:00+03:00', true],
      ['2026-11-21T23:59:59+03:00', true],
      ['2026-11-22T00:00:00+03:00', false],
      ['2026-11-19T21:30:00Z', true],
    ],
  ],
  [
    'D13 the 31st is only in months that have one',
    [{ monthDays: [31] }],
    [
      ['2026-10-31T12:00:00+03:00', true],
      ['2026-11-30T12:00:00+03:00', false],
      ['2026-12-01T12:00:00+03:00', false],
    ],
  ],
  [
    'D13 the last day',
    [{ monthDays: [-1] }],
    [
      ['2026-11-30T12:00:00+03:00', true],
      ['2026-10-31T12:00:00+03:00', true],
      ['2026-10-30T12:00:00+03:00', false],
      ['2028-02-29T12:00:00+03:00', true],
      ['2027-02-28T12:00:00+03:00', true],
      ['2028-02-28T12:00:00+03:00', false],
    ],
  ],
  [
    'the night after the last day of the month, of the year',
    [{ monthDays: [-1], hours: ['22:00-02:00'] }],
    [
      ['2026-12-01T01:00:00+03:00', true],
      ['2027-01-01T01:00:00+03:00', true],
      ['2026-11-30T01:00:00+03:00', false],
    ],
  ],
  [
    'day of the month and of the week together',
    [{ days: ['sun'], monthDays: [22] }],
    [
      ['2026-11-22T12:00:00+03:00', true],
      ['2026-12-22T12:00:00+03:00', false],
      ['2026-11-15T12:00:00+03:00', false],
    ],
  ],
  [
    'any of several schedules',
    [{ days: ['mon'] }, { monthDays: [22] }],
    [
      ['2026-11-22T12:00:00+03:00', true],
      ['2026-11-23T12:00:00+03:00', true],
      ['2026-11-24T12:00:00+03:00', false],
    ],
  ],
  [
    'the hour that comes twice in autumn counts twice, by the wall clock',
    [{ hours: ['01:00-02:00'] }],
    [
      ['2026-10-25T00:30:00Z', true],
      ['2026-10-25T01:30:00Z', true],
      ['2026-10-25T02:00:00Z', false],
    ],
    'Europe/London',
  ],
  [
    'the hour that spring skips is not there',
    [{ hours: ['01:00-02:00'] }],
    [
      ['2026-03-29T00:59:59Z', false],
      ['2026-03-29T01:00:00Z', false],
    ],
    'Europe/London',
  ],
];

t.test('schedules', async (t) => {
  for (const [name, entries, cases, timezone] of schedules) {
    for (const { at, expected, actual } of schedule(entries, cases, timezone))
      t.equal(actual, expected, `${name}: ${at}`);
  }
});

const gold = { tier: 'gold', segments: ['young'], cards: ['employee'] };
const bankCard = { type: 'card', amount: 6000, attributes: { bank: 'partner', bin: 4276 } };
const cash = { type: 'cash', amount: 4000, attributes: {} };

const gates: readonly [rule: Partial<RuleDocument>, context: GateContext, expected: string | undefined][] = [
  [{}, contextOf(), undefined],
  [{ stores: ['s1'] }, contextOf(), undefined],
  [{ stores: ['s2', 'region:centre'] }, contextOf(), undefined],
  [{ stores: ['s2', 'region:north'] }, contextOf(), 'store s1, region:centre not in s2, region:north'],
  [{ channels: ['pos'] }, contextOf(), undefined],
  [{ channels: ['web', 'app'] }, contextOf(), 'channel pos not in web, app'],
  [{ segments: ['young', 'old'] }, contextOf({ member: gold }), undefined],
  [{ segments: ['old'] }, contextOf({ member: gold }), 'segments young not in old'],
  [{ segments: ['old'] }, contextOf({ member: {} }), 'no segments; asked for old'],
  [{ segments: ['old'] }, contextOf(), 'no member'],
  [{ tiers: ['gold'] }, contextOf({ member: gold }), undefined],
  [{ tiers: ['vip'] }, contextOf({ member: gold }), 'tier gold not in vip'],
  [{ cards: ['employee'] }, contextOf({ member: gold }), undefined],
  [{ cards: ['guest'] }, contextOf({ member: gold }), 'cards employee not in guest'],
  [{ tenders: [{ type: 'cash' }] }, contextOf({ receipt: { tenders: [bankCard, cash] } }), undefined],
  [{ tenders: [{ type: 'cash' }] }, contextOf(), 'no tenders; asked for cash'],
  [
    { tenders: [{ type: 'card', attributes: { bank: ['partner', 'other'], bin: 4276 } }] },
    contextOf({ receipt: { tenders: [cash, bankCard] } }),
    undefined,
  ],
  [
    { tenders: [{ type: 'card', attributes: { bank: 'other' } }] },
    contextOf({ receipt: { tenders: [cash, bankCard] } }),
    'tenders cash, card have no card with bank other',
  ],
  [{ active: { from: '2026-11-22T12:00' } }, contextOf(), undefined],
  [{ active: { to: '2026-11-22T12:00' } }, contextOf(), 'ended at 2026-11-22T12:00; it is 2026-11-22T12:00:00'],
  [
    { active: { from: '2026-11-22T12:00:01' } },
    contextOf(),
    'begins at 2026-11-22T12:00:01; it is 2026-11-22T12:00:00',
  ],
  [
    { schedule: [{ days: ['fri', 'sat'], hours: ['18:00-21:00'] }, { monthDays: [-1] }] },
    contextOf(),
    'sun 2026-11-22T12:00:00 is outside fri, sat 18:00-21:00 or the last day of the month',
  ],
  [{ channels: ['pos'], stores: ['s9'], tiers: ['vip'] }, contextOf(), 'store s1, region:centre not in s9'],
];

t.test('gates pass, or tell the first that does not', async (t) => {
  for (const [rule, context, expected] of gates) {
    const compiled = gatesOf(rule);
    t.equal(compiled.pass(context), expected === undefined, JSON.stringify(rule));
    t.equal(compiled.explain(context), expected, JSON.stringify(rule));
  }
});

t.test('a period of activity is one stretch of time also where an hour comes twice', async (t) => {
  const compiled = gatesOf({ active: { from: '2026-10-25T01:30', to: '2026-10-25T02:30' } });
  const passes = (at: string) => compiled.pass(contextOf({ at, store: { timezone: 'Europe/London' } }));
  t.same(
    ['00:29:59', '00:30:00', '01:00:00', '01:45:00', '02:29:59', '02:30:00'].map((time) =>
      passes(`2026-10-25T${time}Z`),
    ),
    [...[false, true, true, true, true, false]],
  );
});

t.test('D23 the share of matching tenders in all tenders as sent', async (t) => {
  const receiptOf = (tenders: (typeof bankCard | typeof cash)[]) => contextOf({ receipt: { tenders } }).receipt;
  const partner = { type: 'card', attributes: { bank: 'partner' }, share: true };
  t.equal(tendersShare([{ type: 'card' }]), undefined, 'nobody shares');
  const shared = tendersShare([partner]);
  t.same(shared?.(receiptOf([bankCard, cash])), { part: 6000, whole: 10000 });
  t.same(shared?.(receiptOf([cash])), { part: 0, whole: 4000 });
  t.same(shared?.(receiptOf([])), { part: 0, whole: 1 }, 'nothing sent');
  t.same(shared?.(receiptOf([bankCard, { ...cash, amount: -1000 }])), { part: 5000, whole: 5000 }, 'change given back');
  const either = tendersShare([partner, { type: 'cash' }]);
  t.same(either?.(receiptOf([bankCard, cash])), { part: 1, whole: 1 }, 'cash gives the whole');
});
