import t from 'tap';
import { evaluated, reasonOf, receiptOf } from '../evaluate/testing/evaluation.ts';

const programme = (more = '') =>
  `groups: [{ code: g, type: reward, rules: [{ code: again, ${more} do: { issue_coupon: { campaign: come-again } } }] }]`;
const coffee = { sku: 'coffee' };

t.test('one for the receipt, however many lines match', async (t) => {
  const evaluation = evaluated(programme('items: { sku: coffee },'), receiptOf([coffee, coffee, coffee]));
  t.strictSame(evaluation.rewards, [{ kind: 'coupon', rule: 'again', campaign: 'come-again' }]);
  t.equal(reasonOf(evaluation, 'again'), 'applied: a coupon of come-again');
});

t.test('none without such a line, and none without a card', async (t) => {
  const without = evaluated(programme('items: { sku: coffee },'), receiptOf([{}]));
  t.strictSame(without.rewards, []);
  t.equal(reasonOf(without, 'again'), 'unmet: no line matches');
  const nobody = evaluated(programme(), receiptOf([{}]), { member: null });
  t.strictSame(nobody.rewards, []);
  t.equal(reasonOf(nobody, 'again'), 'unmet: nobody has shown a card: there is no one to have it');
});

t.test('no more often than its limit', async (t) => {
  const limited = programme('limits: [{ by: member, times: 1, per: total }],');
  const first = evaluated(limited, receiptOf([{}]));
  t.strictSame(
    first.limitUses.map(({ key, used }) => [key, used]),
    [['main/again/member/times/total/total', 1]],
  );
  const again = evaluated(limited, receiptOf([{}]), { limits: { 'main/again/member/times/total/total': 1 } });
  t.strictSame(again.rewards, []);
});
