import type { Counts } from '../../rules/model/evaluation.ts';
import type { PartyFacts } from '../../rules/model/member-state.ts';
import type { SaleEffects } from '../receipts/effects.ts';
import { type ReceiptRow, readSale } from '../receipts/receipt-row.ts';
import { returnShare } from '../receipts/return-share.ts';

/** How rules count a receipt that is stored, and what they make of it; handed in, as the committer's are. */
export interface CountingRules {
  /** What it adds to the counters there are now, as it was sold. */
  counts(receipt: ReceiptRow): Counts;
  add(
    facts: PartyFacts,
    changes: Readonly<Record<string, { readonly in: string; readonly added: number }>>,
  ): PartyFacts;
}

/**
 * Adds to a party's counters what is left of a sale that has not been counted in them; undefined where it has been, or is
 * no more. Its effects have from then on what it would have added when it was sold, as if it had been counted then: what
 * comes back later is the difference to what has come back before.
 */
export function addUncounted(
  facts: PartyFacts,
  receipt: ReceiptRow,
  rules: CountingRules,
): { readonly facts: PartyFacts; readonly effects: string } | undefined {
  if (receipt.state !== 'committed' || receipt.input === undefined) return undefined;
  const effects = JSON.parse(receipt.effects) as SaleEffects;
  const missing = Object.entries(rules.counts(receipt)).filter(([key]) => effects.counts?.[key] === undefined);
  if (missing.length === 0) return undefined;
  const counts: Counts = Object.fromEntries(missing);
  const back = cameBack(receipt, { ...effects, counts });
  const left = missing.map(([key, { in: bucket, added }]) => [key, { in: bucket, added: added - (back[key] ?? 0) }]);
  return {
    facts: rules.add(facts, Object.fromEntries(left)),
    effects: JSON.stringify({ ...effects, counts: { ...effects.counts, ...counts } }),
  };
}

/** What of these counts has come back already: all of it at once is what it came to bit by bit. */
function cameBack(receipt: ReceiptRow, effects: SaleEffects): Readonly<Record<string, number>> {
  if (receipt.returned === undefined) return {};
  const { sold, returned } = readSale({ ...receipt, effects: JSON.stringify(effects) }, false);
  const lines = Object.entries(returned).map(([line, quantity]) => ({ line: Number(line), quantity }));
  const share = returnShare(sold, {}, lines);
  if ('refused' in share) throw new Error(`receipt ${receipt.id}: more has come back than was sold`);
  return share.counts;
}
