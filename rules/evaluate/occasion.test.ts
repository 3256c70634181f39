import t from 'tap';
import type { Evaluation } from '../model/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';
import { evaluate } from './evaluate.ts';
import { inputOf, programmeOf, reasonOf, receiptOf } from './testing/evaluation.ts';

const points = (rules: string, group = '') => `groups:\n  - { code: g, type: points${group}, rules: [${rules}] }\n`;
const give = (count: number) => `do: { earn_points: { points: ${count}, per: receipt } }`;

function on(
  source: string,
  occasion: string,
  parts: { member?: MemberState; attributes?: Record<string, string | number>; limits?: Record<string, number> } = {},
): Evaluation {
  const { member = {}, attributes = {}, limits = {} } = parts;
  const store = { code: '', timezone: 'Europe/Moscow', attributes: {} };
  return evaluate(programmeOf(source), {
    ...inputOf(receiptOf([], { store, attributes }), { member, limits, explain: true }),
    occasion: { on: occasion, attributes },
  });
}

const given = ({ accruals }: Evaluation) => accruals.map(({ rule, points: count }) => `${rule} ${count}`).join(', ');

interface Row {
  readonly name: string;
  readonly source: string;
  readonly on?: string;
  readonly with?: Parameters<typeof on>[2];
  readonly given: string;
  readonly why?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  {
    name: 'only rules on it run',
    source: points(`{ code: a, on: birthday, ${give(5)} }, { code: b, ${give(7)} }, { code: c, on: tier, ${give(9)} }`),
    given: 'a 5',
    why: { a: 'applied: 5 points' },
  },
  {
    name: 'a stack gives all',
    source: points(`{ code: a, on: birthday, ${give(5)} }, { code: b, on: birthday, ${give(7)} }`),
    given: 'a 5, b 7',
  },
  {
    name: 'the best gives one, whatever the scope',
    source: points(`{ code: a, on: birthday, ${give(5)} }, { code: b, on: birthday, ${give(7)} }`, ', mode: best'),
    given: 'b 7',
    why: { a: 'displaced: displaced by b, 2 less' },
  },
  {
    name: 'the best by what its limit leaves',
    source: points(
      `{ code: a, on: birthday, ${give(5)} }, { code: b, on: birthday, ${give(7)}, limits: [{ by: member, points: 10, per: total }] }`,
      ', mode: best',
    ),
    with: { limits: { 'main/b/member/points/total/total': 6 } },
    given: 'a 5',
  },
  {
    name: 'priority',
    source: points(
      `{ code: a, on: birthday, priority: 2, ${give(5)} }, { code: b, on: birthday, ${give(7)} }`,
      ', mode: priority',
    ),
    given: 'a 5',
    why: { b: 'displaced: displaced by a, 2 more but of lower rank' },
  },
  {
    name: 'a limit leaves the remainder',
    source: points(`{ code: a, on: birthday, ${give(5)}, limits: [{ by: member, points: 6, per: total }] }`),
    with: { limits: { 'main/a/member/points/total/total': 4 } },
    given: 'a 2',
    why: { a: 'limited: 2 of 6 points by member per total left; 2 points' },
  },
  {
    name: 'gates: tier, segment, store',
    source: points(
      `{ code: a, on: birthday, tiers: [gold], ${give(5)} }, { code: b, on: birthday, segments: [s], ${give(7)} }, { code: c, on: tier, stores: [s1], ${give(1)} }`,
    ),
    with: { member: { tier: 'gold' } },
    given: 'a 5',
    why: { b: 'unmet: no segments; asked for s' },
  },
  {
    name: 'no store is no store',
    source: points(`{ code: c, on: tier, stores: [s1], ${give(1)} }`),
    on: 'tier',
    given: '',
    why: { c: 'unmet: no store; asked for s1' },
  },
  {
    name: 'the activity’s own attributes',
    source: points(`{ code: a, on: "activity:survey", when: receipt.attributes.score >= 8, ${give(5)} }`),
    on: 'activity:survey',
    with: { attributes: { score: 7 } },
    given: '',
    why: { a: 'unmet: receipt.attributes.score 7 < 8' },
  },
  {
    name: 'a ladder gives its points',
    source: points(
      '{ code: a, on: "period:month", do: { earn_ladder: { by: member.purchases, steps: [{ from: 3, points: 30 }] } } }',
    ),
    on: 'period:month',
    with: { member: { purchases: 3 } },
    given: 'a 30',
  },
  {
    name: 'or a percentage of its own number, as money',
    source: points(
      '{ code: a, on: "period:month", do: { earn_ladder: { by: "60000.7 * 100", steps: [{ from: 5000000, percent: 2 }] } } }',
    ),
    on: 'period:month',
    given: 'a 1200',
  },
  {
    name: 'below the ladder',
    source: points(
      '{ code: a, on: "period:month", do: { earn_ladder: { by: member.purchases, steps: [{ from: 3, points: 30 }] } } }',
    ),
    on: 'period:month',
    with: { member: { purchases: 2 } },
    given: '',
    why: { a: 'unmet: member.purchases 2 < 3' },
  },
  {
    name: 'a group’s own condition',
    source: points(`{ code: a, on: birthday, ${give(5)} }`, ', when: member.age > 18'),
    given: '',
    why: { a: 'unmet: group g: member.age is missing' },
  },
];

t.test('points without a purchase', async (t) => {
  for (const row of rows) {
    const evaluation = on(row.source, row.on ?? 'birthday', row.with);
    t.equal(given(evaluation), row.given, row.name);
    for (const [rule, why] of Object.entries(row.why ?? {})) t.equal(reasonOf(evaluation, rule), why, row.name);
    t.same(evaluation.lines, [], row.name);
  }
});

t.test('a message, and the terms of a lot', async (t) => {
  const source = `points: { purses: [{ code: bonus, expireAfter: P1M }] }
groups:
  - { code: g, type: points, rules: [{ code: a, on: registration, do: { earn_points: { points: 5, per: receipt, lot: { activateAfter: P1D } } } }] }
  - { code: h, type: reward, mode: priority, rules: [{ code: m, on: registration, do: { message: { to: slip, text: Hi } } }, { code: n, on: registration, do: { message: { to: slip, text: No } } }] }
`;
  const { accruals, messages } = on(source, 'registration');
  t.same(messages, [{ to: 'slip', text: 'Hi' }]);
  const activeAt = Date.parse('2026-11-23T12:00:00+03:00');
  t.match(accruals, [{ activeAt, expiresAt: Date.parse('2026-12-23T12:00:00+03:00') }]);
});

t.test('what the referrer gets', async (t) => {
  const source = points(
    `{ code: friend, on: "activity:referral", ${give(5)} }, { code: mine, on: "activity:referral", to: referrer, ${give(50)}, limits: [{ by: member, times: 3, per: month }] }`,
    ', mode: best',
  );
  const referred = { referrer: '01890000-0000-7000-8000-000000000001' };
  const evaluation = on(source, 'activity:referral', {
    member: referred,
    limits: { 'main/mine/member/times/month/2026-11': 3 },
  });
  t.equal(given(evaluation), 'friend 5', 'the better rule of the other side displaces nothing');
  t.match(evaluation.referrer, [
    { rule: 'mine', accrual: { points: 50, purse: 'bonus' }, limits: [{ unit: 'times', used: 1, cap: 3 }] },
  ]);
  t.same(evaluation.limitUses, [], 'the referrer’s limits are not the friend’s');
  const alone = on(source, 'activity:referral');
  t.equal(alone.referrer, undefined);
  t.equal(reasonOf(alone, 'mine'), 'unmet: nobody has referred the member');
});

t.test('on a purchase', async (t) => {
  const source = points(
    '{ code: one, do: { earn_percent: { percent: 1 } } }, { code: five, to: referrer, when: member.purchases == 0, do: { earn_percent: { percent: 5 } }, limits: [{ by: rule, points: 1000, per: total }] }',
    ', mode: best',
  );
  const sale = (member: MemberState) =>
    evaluate(programmeOf(source), inputOf(receiptOf([{ price: 10_000 }]), { member, explain: true }));
  const first = sale({ referrer: 'r' });
  t.equal(given(first), 'one 1');
  t.equal(first.totals.earned, 1, 'and nothing of it is the friend’s');
  t.match(first.referrer, [{ rule: 'five', accrual: { points: 5 }, limits: [] }]);
  t.match(
    first.limitUses,
    [{ rule: 'five', scope: 'rule', used: 5 }],
    'the campaign’s own budget is drawn from at once',
  );
  const second = sale({ referrer: 'r', purchases: 1 });
  t.equal(second.referrer, undefined);
  t.equal(reasonOf(second, 'five'), 'unmet: member.purchases 1 != 0');
});
