/** What rules cost, paid with points or stamps of a purse, and given back with what they bought. */
import type { Cost } from '../../../rules/model/evaluation.ts';
import { type PointsPolicy, pointPurses } from '../../../rules/model/points-policy.ts';
import type { OpenParty } from '../../parties/open-party.ts';
import type { PaidCost } from '../../receipts/effects.ts';

/**
 * Pays each rule's cost. The evaluation has made sure that it is there, but for a receipt that was charged for already
 * (paid is paid): then as much is taken as there is; missing points are owed, missing stamps are forgiven.
 */
export function payCosts(costs: readonly Cost[], open: OpenParty, policy: PointsPolicy): PaidCost[] {
  return costs.map(({ rule, purse, count, lines }) => {
    const there = Math.min(count, open.available(purse));
    const shares = open.pay(there, purse, policy.purses);
    const missing = count - there;
    const overdrawn = pointPurses(policy).some(({ code }) => code === purse) ? missing : 0;
    open.overdraw(overdrawn, 'cost');
    return {
      rule,
      purse,
      shares,
      lines,
      ...(overdrawn > 0 && { overdrawn }),
      ...(missing > overdrawn && { forgiven: missing - overdrawn }),
    };
  });
}

/** Gives back what was paid. Returns how much, by purse. */
export function restoreCosts(
  costs: readonly PaidCost[],
  open: OpenParty,
  at: number,
  graceMs: number,
): ReadonlyMap<string, number> {
  const back = new Map<string, number>();
  for (const { purse, shares, overdrawn = 0 } of costs) {
    open.undoOverdraft(overdrawn, purse, at + graceMs);
    open.restore(shares.toReversed(), at, graceMs);
    const units = shares.reduce((sum, { points }) => sum + points, overdrawn);
    back.set(purse, (back.get(purse) ?? 0) + units);
  }
  return back;
}
