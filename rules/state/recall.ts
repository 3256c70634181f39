/** What rules are told of a party's past, from the facts they kept of it. */
import { localTime } from '../compile/local-time.ts';
import type { FactsPolicy } from '../model/facts-policy.ts';
import type { PartyFacts, Recalled } from '../model/member-state.ts';
import type { Attributes } from '../model/receipt.ts';
import { activitiesTold } from './activities.ts';
import { counterAt } from './counters.ts';
import { tierAt } from './tiers.ts';

/** The moment for which the past is recalled, epoch ms, and whose days and months it is told in. */
export interface RecallAt {
  readonly at: number;
  readonly timezone: string;
  readonly policy: FactsPolicy;
}

/**
 * Counters and tier are told as they stand at the moment, whatever has been counted for later ones.
 *
 * @param own the member's own attributes, over which those that rules have set prevail
 */
export function recall(facts: PartyFacts, own: Attributes, { at, timezone, policy }: RecallAt): Recalled {
  const attributes = facts.attributes === undefined ? own : { ...own, ...facts.attributes };
  const told = { attributes, ...activitiesTold(facts) };
  if (policy.counters.length === 0) return told;
  const now = localTime(at, timezone);
  const tier = policy.tiers && tierAt(facts, policy.tiers, now);
  return {
    ...told,
    ...(tier !== undefined && { tier }),
    counters: Object.fromEntries(
      policy.counters.map((counter) => {
        const periods = Array.from({ length: counter.past + 1 }, (_, back) => counterAt(facts, counter, now, back));
        return [counter.code, counter.past === 0 ? (periods[0] ?? 0) : periods];
      }),
    ),
  };
}
