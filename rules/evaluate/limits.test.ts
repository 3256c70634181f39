import t from 'tap';
import type { MemberState } from '../model/member-state.ts';
import { evaluated, type LineParts, reasonOf, receiptOf } from './testing/evaluation.ts';

const member: MemberState = { balances: { bonus: 1000 } };

interface Case {
  readonly name: string;
  readonly type?: string;
  readonly rule: string;
  readonly limits: string;
  readonly used?: Readonly<Record<string, number>>;
  readonly lines?: readonly LineParts[];
  readonly nobody?: boolean;
  readonly at?: string;
  /** By line: discount of price rules, redeemed, or earned. */
  readonly given: readonly number[];
  /** key → used */
  readonly uses: Readonly<Record<string, number>>;
  readonly reason: string;
}

const tenPercent = 'do: { percent_off: { percent: 10 } }';
const points = 'do: { earn_percent: { percent: 10 } }';

const cases: readonly Case[] = [
  {
    name: 'once a day by member: the first time',
    rule: tenPercent,
    limits: '{ by: member, times: 1, per: day }',
    given: [1000],
    uses: { 'main/r/member/times/day/2026-11-22': 1 },
    reason: 'applied: 1000 off 1 line',
  },
  {
    name: 'once a day by member: the second time',
    rule: tenPercent,
    limits: '{ by: member, times: 1, per: day }',
    used: { 'main/r/member/times/day/2026-11-22': 1 },
    given: [0],
    uses: {},
    reason: 'limited: limit of 1 times by member per day used up',
  },
  {
    name: 'the day is the store’s: 22:30 in London is tomorrow in Moscow',
    rule: tenPercent,
    limits: '{ by: member, times: 1, per: day }',
    at: '2026-11-22T22:30:00Z',
    used: { 'main/r/member/times/day/2026-11-22': 1 },
    given: [1000],
    uses: { 'main/r/member/times/day/2026-11-23': 1 },
    reason: 'applied: 1000 off 1 line',
  },
  {
    name: 'a limit by member needs one',
    rule: tenPercent,
    limits: '{ by: member, times: 1, per: total }',
    nobody: true,
    given: [0],
    uses: {},
    reason: 'unmet: its limit by member needs a member, and none is known',
  },
  {
    name: 'a limit per receipt needs nobody and is kept nowhere',
    rule: tenPercent,
    limits: '{ by: member, amount: 300, per: receipt }',
    nobody: true,
    given: [300],
    uses: {},
    reason: 'limited: 300 of 300 by member per receipt left; 300 off 1 line',
  },
  {
    name: 'D28 the receipt that crosses a limit gets the remainder, pro rata',
    rule: tenPercent,
    limits: '{ by: member, amount: 100000, per: month }',
    used: { 'main/r/member/amount/month/2026-11': 98500 },
    lines: [{ price: 20000 }, { price: 10000 }],
    given: [1000, 500],
    uses: { 'main/r/member/amount/month/2026-11': 1500 },
    reason: 'limited: 1500 of 100000 by member per month left; 1500 off 2 lines',
  },
  {
    name: 'a budget of the rule, whoever uses it',
    rule: tenPercent,
    limits: '{ by: rule, amount: 100000, per: total }, { by: rule, times: 500, per: year }',
    used: { 'main/r/rule/times/year/2026': 7 },
    nobody: true,
    given: [1000],
    uses: { 'main/r/rule/amount/total/total': 1000, 'main/r/rule/times/year/2026': 1 },
    reason: 'applied: 1000 off 1 line',
  },
  {
    name: 'the tightest of several holds',
    rule: tenPercent,
    limits: '{ by: member, amount: 900, per: week }, { by: rule, amount: 700, per: quarter }',
    given: [700],
    uses: { 'main/r/member/amount/week/2026-W47': 700, 'main/r/rule/amount/quarter/2026-Q4': 700 },
    reason: 'limited: 700 of 700 by rule per quarter left; 700 off 1 line',
  },
  {
    name: 'a rule that gives nothing uses nothing',
    rule: 'do: { percent_off: { percent: 0 } }',
    limits: '{ by: member, times: 1, per: day }',
    given: [0],
    uses: {},
    reason: 'unmet: nothing comes off the 10000 left to pay on the lines it matches',
  },
  {
    name: 'B18 points up to the limit',
    type: 'points',
    rule: points,
    limits: '{ by: member, points: 5, per: day }',
    used: { 'main/r/member/points/day/2026-11-22': 2 },
    lines: [{ price: 5000 }, { price: 5000 }],
    given: [2, 1],
    uses: { 'main/r/member/points/day/2026-11-22': 3 },
    reason: 'limited: 3 of 5 points by member per day left; 3 points',
  },
  {
    name: 'B18 used up',
    type: 'points',
    rule: points,
    limits: '{ by: member, points: 5, per: day }',
    used: { 'main/r/member/points/day/2026-11-22': 5 },
    given: [0],
    uses: {},
    reason: 'limited: limit of 5 points by member per day used up',
  },
  {
    name: 'B18 points that just fit',
    type: 'points',
    rule: points,
    limits: '{ by: member, points: 10, per: day }, { by: member, times: 9, per: total }',
    given: [10],
    uses: { 'main/r/member/points/day/2026-11-22': 10, 'main/r/member/times/total/total': 1 },
    reason: 'applied: 10 points',
  },
  {
    name: 'points that round to none count no time',
    type: 'points',
    rule: points,
    limits: '{ by: member, times: 1, per: day }',
    lines: [{ price: 999 }],
    given: [0],
    uses: {},
    reason: 'unmet: 0.999 points round to nothing',
  },
  {
    name: 'what may be paid with points, a month',
    type: 'redemption',
    rule: 'do: { redeem_limit: { percent: 50 } }',
    limits: '{ by: member, amount: 8000, per: month }',
    used: { 'main/r/member/amount/month/2026-11': 5000 },
    lines: [{}, {}],
    given: [1500, 1500],
    uses: { 'main/r/member/amount/month/2026-11': 3000 },
    reason: 'limited: 3000 of 8000 by member per month left; points may pay 3000 of the lines it matches',
  },
  {
    name: 'and when it is used up, nothing',
    type: 'redemption',
    rule: 'do: { redeem_limit: { percent: 50 } }',
    limits: '{ by: member, points: 50, per: month }',
    used: { 'main/r/member/points/month/2026-11': 50 },
    given: [0],
    uses: {},
    reason: 'limited: limit of 50 points by member per month used up; points may pay 0 of the lines it matches',
  },
];

for (const { name, type = 'price', rule, limits, used, lines = [{}], nobody, at, given, uses, reason } of cases) {
  t.test(name, async (t) => {
    const programme = `groups: [{ code: g, type: ${type}, rules: [{ code: r, ${rule}, limits: [${limits}] }] }]`;
    const receipt = receiptOf(lines, { redeem: [{ points: 'max' }], ...(at === undefined ? {} : { at }) });
    const parts = { member: nobody ? null : member, limits: used ?? {} };
    const evaluation = evaluated(programme, receipt, parts);
    const kind = type === 'price' ? 'discount' : type === 'points' ? 'earned' : 'redeemed';
    t.strictSame(
      evaluation.lines.map((line) => line[kind]),
      given,
    );
    t.strictSame(Object.fromEntries(evaluation.limitUses.map((use) => [use.key, use.used])), uses);
    t.equal(reasonOf(evaluation, 'r'), reason);
  });
}

t.test('a use says whose it is and how much there is', async (t) => {
  const programme = `groups: [{ code: g, type: price, rules: [
    { code: r, ${tenPercent}, limits: [{ by: member, times: 2, per: day }, { by: rule, amount: 5000, per: total }] }] }]`;
  const { limitUses } = evaluated(programme, receiptOf([{}]), { member });
  t.strictSame(limitUses, [
    { key: 'main/r/member/times/day/2026-11-22', scope: 'member', rule: 'r', unit: 'times', used: 1, cap: 2 },
    { key: 'main/r/rule/amount/total/total', scope: 'rule', rule: 'r', unit: 'amount', used: 1000, cap: 5000 },
  ]);
});

t.test('a multiplier’s limit bounds the points it adds', async (t) => {
  const programme = `groups:
    - { code: g, type: points, rules: [{ code: base, ${points} }] }
    - { code: h, type: points, rules: [
        { code: x, do: { multiply: { factor: 10 } }, limits: [{ by: member, points: 33, per: total }] }] }`;
  const evaluation = evaluated(programme, receiptOf([{}]), { member });
  t.equal(evaluation.accruals[0]?.points, 43);
  t.equal(evaluation.limitUses[0]?.used, 33);
  t.equal(reasonOf(evaluation, 'x'), 'limited: 33 of 33 points by member per total left; points multiplied by 10');
});

t.test('a limit that cut a rule counts when rules are compared', async (t) => {
  const programme = `groups: [{ code: g, type: price, mode: best, rules: [
    { code: cut, do: { percent_off: { percent: 50 } }, limits: [{ by: rule, amount: 300, per: receipt }] },
    { code: small, do: { percent_off: { percent: 5 } } }] }]`;
  t.equal(evaluated(programme, receiptOf([{}])).totals.discount, 500);
});
