/**
 * What rules keep of a party, with a sale taken back. A cancelled sale is as if it had never been. A return gives back
 * what the returned goods had used of the limits, in the periods they were used in; the purchase itself was made, and
 * stays counted.
 */
import type { PartyFacts } from '../model/member-state.ts';

/** `before`: the party's facts before the sale; `limits`: what the sale used and has not yet given back, by key. */
export function cancel(
  facts: PartyFacts,
  sale: {
    readonly businessTime: number;
    readonly before: Pick<PartyFacts, 'lastPurchaseAt'>;
    readonly limits: Readonly<Record<string, number>>;
  },
): PartyFacts {
  const { lastPurchaseAt, ...rest } = release(facts, sale.limits);
  // A purchase that came after this one stays the last.
  const last = lastPurchaseAt === sale.businessTime ? sale.before.lastPurchaseAt : lastPurchaseAt;
  return {
    ...rest,
    purchases: Math.max(0, facts.purchases - 1),
    ...(last === undefined ? {} : { lastPurchaseAt: last }),
  };
}

/** Gives limits back by key. A key that is not there was of a period long past; what is used up to nothing is dropped. */
export function release(facts: PartyFacts, back: Readonly<Record<string, number>>): PartyFacts {
  const limits: Record<string, number> = {};
  for (const [key, used] of Object.entries(facts.limits)) {
    const left = used - (back[key] ?? 0);
    if (left > 0) limits[key] = left;
  }
  return { ...facts, limits };
}
