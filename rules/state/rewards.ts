/**
 * Badges and attributes that rules have given, among a party's facts, and as they were before a sale: what a cancel puts
 * back. A sale that came after it keeps its own.
 */
import type { Reward } from '../model/evaluation.ts';
import type { PartyFacts } from '../model/member-state.ts';
import type { AttributeValue } from '../model/receipt.ts';

type Kept = Pick<PartyFacts, 'badges' | 'attributes'>;

export function withRewards(facts: PartyFacts, rewards: readonly Reward[]): PartyFacts {
  let changed = facts;
  for (const reward of rewards) {
    if (reward.kind === 'badge' && changed.badges?.includes(reward.badge) !== true) {
      changed = { ...changed, badges: [...(changed.badges ?? []), reward.badge] };
    } else if (reward.kind === 'attribute') {
      changed = { ...changed, attributes: { ...changed.attributes, [reward.name]: reward.value } };
    }
  }
  return changed;
}

/** Of the facts before a sale, those that its rewards touch. */
export function beforeRewards({ badges = [], attributes = {} }: PartyFacts, rewards: readonly Reward[]): Kept {
  const had = badges.filter((badge) => rewards.some((one) => one.kind === 'badge' && one.badge === badge));
  const were = rewards.flatMap((one): [string, AttributeValue][] => {
    const value = one.kind === 'attribute' && Object.hasOwn(attributes, one.name) ? attributes[one.name] : undefined;
    return one.kind === 'attribute' && value !== undefined ? [[one.name, value]] : [];
  });
  return {
    ...(had.length === 0 ? {} : { badges: had }),
    ...(were.length === 0 ? {} : { attributes: Object.fromEntries(were) }),
  };
}

/** `before`: see beforeRewards. An attribute that has another value by now was set again since, and stays. */
export function withoutRewards(facts: PartyFacts, rewards: readonly Reward[], before: Kept): PartyFacts {
  const badges = new Set(facts.badges);
  const attributes = new Map(Object.entries(facts.attributes ?? {}));
  const last = new Map(rewards.flatMap((one) => (one.kind === 'attribute' ? [[one.name, one.value] as const] : [])));
  for (const one of rewards) {
    if (one.kind === 'badge' && before.badges?.includes(one.badge) !== true) badges.delete(one.badge);
  }
  for (const [name, value] of last) {
    if (attributes.get(name) !== value) continue;
    const was = before.attributes?.[name];
    if (was === undefined) attributes.delete(name);
    else attributes.set(name, was);
  }
  const { badges: _, attributes: __, ...rest } = facts;
  return {
    ...rest,
    ...(badges.size === 0 ? {} : { badges: [...badges] }),
    ...(attributes.size === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
  };
}
