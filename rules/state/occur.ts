/** What rules keep of a party after an occasion: all that a sale would leave, but no purchase was made. */
import type { PartyFacts } from '../model/member-state.ts';
import { advance } from './advance.ts';

export function occur(facts: PartyFacts, occasion: Parameters<typeof advance>[1]): PartyFacts {
  const { lastPurchaseAt: _, ...after } = advance(facts, occasion);
  const { purchases, lastPurchaseAt } = facts;
  return { ...after, purchases, ...(lastPurchaseAt === undefined ? {} : { lastPurchaseAt }) };
}
