import t from 'tap';
import { evaluated, reasonOf, receiptOf } from './testing/evaluation.ts';

const programme = 'groups: [{ code: g, type: points, rules: [{ code: r, do: { earn_percent: { percent: 10 } } }] }]';

const cases = [
  { name: 'a member earns', member: {}, mode: 'basket', earned: 10, reason: 'applied: 10 points' },
  {
    name: 'nobody earns nothing',
    member: null,
    mode: 'basket',
    earned: 0,
    reason: 'unmet: nobody has shown a card: there is no one to have the points',
  },
  {
    name: 'a listing says what would be earned',
    member: null,
    mode: 'listing',
    earned: 10,
    reason: 'applied: line 1: 10 points',
  },
] as const;

for (const { name, member, mode, earned, reason } of cases) {
  t.test(name, async (t) => {
    const evaluation = evaluated(programme, receiptOf([{}], { mode }), { member });
    t.equal(evaluation.totals.earned, earned);
    t.equal(evaluation.accruals.length, earned === 0 ? 0 : 1);
    t.equal(reasonOf(evaluation, 'r'), reason);
  });
}
