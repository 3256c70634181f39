import t from 'tap';
import { evaluated, programmeOf, reasonOf, receiptOf } from '../evaluate/testing/evaluation.ts';
import type { MemberState } from '../model/member-state.ts';

const programme = (params: string) => `groups: [{ code: g, type: reward, rules: [
  { code: thanks, when: 'receipt.total >= 1000000', do: { issue_certificate: ${params} } } ] }]`;
const halfYear = programme('{ amount: 50000, expireAfter: P6M }');
const at = '2026-01-15T12:00:00+03:00';

interface Case {
  readonly name: string;
  readonly programme?: string;
  readonly price?: number;
  readonly member?: MemberState | null;
  readonly rewards: readonly object[];
  readonly reason: string;
}

const certificate = { kind: 'certificate', rule: 'thanks', amount: 50_000 };

const cases: readonly Case[] = [
  {
    name: 'half a year by the calendar of the store',
    rewards: [{ ...certificate, expiresAt: Date.parse('2026-07-15T12:00:00+03:00') }],
    reason: 'applied: a certificate of 50000',
  },
  {
    name: 'without an end, and for nobody in particular',
    programme: programme('{ amount: 50000 }'),
    member: null,
    rewards: [certificate],
    reason: 'applied: a certificate of 50000',
  },
  { name: 'just too little', price: 999_999, rewards: [], reason: 'unmet: receipt.total 999999 < 1000000' },
];

for (const { name, programme: source = halfYear, price = 1_000_000, member = {}, rewards, reason } of cases) {
  t.test(name, async (t) => {
    const evaluation = evaluated(source, receiptOf([{ price }], { at }), { member });
    t.strictSame(evaluation.rewards, rewards);
    t.equal(reasonOf(evaluation, 'thanks'), reason);
  });
}

t.test('a duration that is none, an amount of nothing', async (t) => {
  t.throws(() => programmeOf(programme('{ amount: 1, expireAfter: half a year }')), /ISO 8601 duration/);
  t.throws(() => programmeOf(programme('{ amount: 0 }')), /whole number of minor units from 1/);
});

t.test('a catalogue page gives nothing', async (t) => {
  t.strictSame(evaluated(halfYear, receiptOf([{ price: 1_000_000 }], { mode: 'listing' })).rewards, []);
});
