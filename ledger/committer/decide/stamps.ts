/** Stamps that a sale gives, and what of them goes back. */
import type { Evaluation } from '../../../rules/model/evaluation.ts';
import type { PursePolicy } from '../../../rules/model/points-policy.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { GivenStamps } from '../../receipts/effects.ts';

export function giveStamps({ rewards }: Pick<Evaluation, 'rewards'>, open: OpenParty, at: number): GivenStamps[] {
  return rewards.flatMap((reward): GivenStamps[] => {
    if (reward.kind !== 'stamps') return [];
    const { purse, count, rule, expiresAt, lines } = reward;
    const gift = { purse, points: count, rule, stamps: true as const };
    const lot = open.accrue({ ...gift, ...(expiresAt !== undefined && { expiresAt }) }, at);
    return [{ lot, rule, purse, points: count, lines }];
  });
}

/**
 * Takes stamps back: from their own lots, else from others of their purse. Those that are spent are forgiven: stamps are
 * no money, and nobody owes any. Returns how many were had, by purse.
 */
export function takeStamps(
  open: OpenParty,
  back: readonly { readonly lot: number; readonly purse: string; readonly points: number }[],
  purses: readonly PursePolicy[],
): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const { purse, ...own } of back) {
    const had = own.points - open.takeBack([own], purses, purse);
    if (had > 0) taken.set(purse, (taken.get(purse) ?? 0) + had);
  }
  return taken;
}
