/**
 * What rules keep of a party, with a sale taken back. A cancelled sale is as if it had never been. A return gives back
 * what the returned goods had used of the limits, in the periods they were used in; the purchase itself was made, and
 * stays counted.
 */
import type { Reward } from '../model/evaluation.ts';
import type { PartyFacts } from '../model/member-state.ts';
import { type Changes, changeCounters, forgetCounters } from './counters.ts';
import { beforeRewards, withoutRewards } from './rewards.ts';
import { loseTiers } from './tiers.ts';

/** What a cancel cannot reckon back from the facts as they are now. */
type Before = Pick<PartyFacts, 'lastPurchaseAt' | 'badges' | 'attributes'>;

/** Of the facts before a sale, what is to be kept with it for its cancel. */
export function beforeSale(facts: PartyFacts, rewards: readonly Reward[]): Before {
  const { lastPurchaseAt } = facts;
  return { ...(lastPurchaseAt === undefined ? {} : { lastPurchaseAt }), ...beforeRewards(facts, rewards) };
}

/** What goes back of limits and counters, by key, and when it does: a moment of business time, epoch ms. */
export interface Back {
  readonly limits: Readonly<Record<string, number>>;
  readonly counts: Changes;
  readonly at: number;
  readonly timezone: string;
}

/** `before`: the party's facts before the sale; limits and counts: what the sale used and has not yet given back, by key. */
export function cancel(
  facts: PartyFacts,
  sale: Back & {
    readonly businessTime: number;
    readonly before: Before;
    readonly rewards?: readonly Reward[];
  },
): PartyFacts {
  const { rewards = [], before } = sale;
  const { lastPurchaseAt, ...rest } = withoutRewards(release(facts, sale), rewards, before);
  // A purchase that came after this one stays the last.
  const last = lastPurchaseAt === sale.businessTime ? sale.before.lastPurchaseAt : lastPurchaseAt;
  return {
    ...rest,
    purchases: Math.max(0, facts.purchases - 1),
    ...(last === undefined ? {} : { lastPurchaseAt: last }),
  };
}

/**
 * Gives limits and counts back by key. A limit that is not there was of a period long past; what is used up to nothing is
 * dropped.
 */
export function release(facts: PartyFacts, { limits: back, counts, at, timezone }: Back): PartyFacts {
  const limits: Record<string, number> = {};
  for (const [key, used] of Object.entries(facts.limits)) {
    const left = used - (back[key] ?? 0);
    if (left > 0) limits[key] = left;
  }
  // What comes back of a period that is forgotten must not begin it anew.
  const counted = forgetCounters(changeCounters({ ...facts, limits }, counts, -1), at, timezone);
  return loseTiers(counted, at, timezone);
}
