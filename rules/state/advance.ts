/** What rules keep of a party, after a sale. Pure: given the same facts and sale, the same facts. */
import { localTime } from '../compile/local-time.ts';
import { periodKind, periodName } from '../evaluate/period.ts';
import type { Evaluation } from '../model/evaluation.ts';
import type { FactsPolicy } from '../model/facts-policy.ts';
import type { PartyFacts } from '../model/member-state.ts';
import { changeCounters, forgetCounters } from './counters.ts';
import { withRewards } from './rewards.ts';
import { reachTier } from './tiers.ts';

const dayMs = 86_400_000;
/** An offline till may send a receipt of 30 days ago, which must still find what its day, week or month had used. */
const keptDays = 62;

/** The part of an evaluation that a party remembers. */
export type Learned = Pick<Evaluation, 'limitUses' | 'counts' | 'rewards'>;

/** Only uses that the party keeps count here; a rule's own budget is the campaign's row. */
export function advance(
  facts: PartyFacts,
  sale: {
    readonly businessTime: number;
    readonly timezone: string;
    readonly evaluation: Learned;
    /** Of the version that the sale was evaluated under. */
    readonly policy: FactsPolicy;
  },
): PartyFacts {
  const { businessTime, timezone, evaluation, policy } = sale;
  const limits = withoutPast(facts.limits, businessTime, timezone);
  for (const { key, scope, used } of evaluation.limitUses) {
    if (scope === 'member') limits[key] = (limits[key] ?? 0) + used;
  }
  const counted = changeCounters(forgetCounters(facts, businessTime, timezone), evaluation.counts);
  const known =
    policy.tiers === undefined ? counted : reachTier(facts, counted, policy.tiers, localTime(businessTime, timezone));
  return {
    ...withRewards(known, evaluation.rewards),
    purchases: facts.purchases + 1,
    // Receipts of offline tills arrive late: the last purchase is the latest, not the last to be told.
    lastPurchaseAt: Math.max(facts.lastPurchaseAt ?? businessTime, businessTime),
    limits,
  };
}

/** A key ends with its period; periods of one kind sort by time as text. */
function withoutPast(limits: PartyFacts['limits'], nowMs: number, timezone: string): Record<string, number> {
  const oldest = localTime(nowMs - keptDays * dayMs, timezone);
  const kept: Record<string, number> = {};
  for (const [key, used] of Object.entries(limits)) {
    const period = key.slice(key.lastIndexOf('/') + 1);
    const kind = periodKind(period);
    if (kind === undefined || period >= periodName(kind, oldest)) kept[key] = used;
  }
  return kept;
}
