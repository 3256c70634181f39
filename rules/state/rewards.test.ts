import t from 'tap';
import type { Reward } from '../model/evaluation.ts';
import type { PartyFacts } from '../model/member-state.ts';
import { fc } from '../testing/fast-check.ts';
import { beforeRewards, withoutRewards, withRewards } from './rewards.ts';

const nobody: PartyFacts = { purchases: 0, limits: {} };
const badge = (name: string): Reward => ({ kind: 'badge', rule: 'r', badge: name });
const sets = (name: string, value: string): Reward => ({ kind: 'attribute', rule: 'r', name, value });

t.test('a badge is had once, an attribute is what was set last', async (t) => {
  const after = withRewards(nobody, [badge('a'), badge('a'), sets('x', '1'), sets('x', '2'), badge('b')]);
  t.strictSame(after, { ...nobody, badges: ['a', 'b'], attributes: { x: '2' } });
  t.equal(withRewards(nobody, [{ kind: 'coupon', rule: 'r', campaign: 'c' }]), nobody);
});

t.test('a name of an object’s own kind is a name', async (t) => {
  const rewards = [sets('constructor', 'x')];
  t.strictSame(beforeRewards(nobody, rewards), {});
  const after = withRewards(nobody, rewards);
  t.strictSame(withoutRewards(after, rewards, {}), nobody);
});

t.test('what was set again since stays', async (t) => {
  const first = [sets('x', '1')];
  const before = beforeRewards(nobody, first);
  const later = withRewards(withRewards(nobody, first), [sets('x', '2')]);
  t.strictSame(withoutRewards(later, first, before), later);
});

const reward = fc.oneof(
  fc.constantFrom('a', 'b', 'c').map(badge),
  fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', '3')).map(([name, value]) => sets(name, value)),
);
t.test('given and cancelled is as if it had never been', async (t) => {
  fc.assert(
    fc.property(fc.array(reward), fc.array(reward), (earlier, rewards) => {
      const facts = withRewards(nobody, earlier);
      const after = withRewards(facts, rewards);
      t.strictSame(withoutRewards(after, rewards, beforeRewards(facts, rewards)), facts);
    }),
  );
});
