/** What rules are told of a party's past, from the facts they kept of it. */
import type { FactsPolicy } from '../model/facts-policy.ts';
import type { PartyFacts, Recalled } from '../model/member-state.ts';
import type { Attributes } from '../model/receipt.ts';

/** The moment for which the past is recalled, epoch ms, and whose days and months it is told in. */
export interface RecallAt {
  readonly at: number;
  readonly timezone: string;
  readonly policy: FactsPolicy;
}

/** @param own the member's own attributes, over which those that rules have set prevail */
export function recall(facts: PartyFacts, own: Attributes, _when: RecallAt): Recalled {
  return { attributes: facts.attributes === undefined ? own : { ...own, ...facts.attributes } };
}
