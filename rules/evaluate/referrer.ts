/**
 * What rules `to: referrer` give to whoever referred the member. Their conditions are asked of the member and of its
 * receipt; what they give is the referrer's, so none of it is on the receipt's lines, in its totals or among its uses of
 * limits by member. It goes out as gifts, which the ledger delivers.
 */
import type { CompiledGroup } from '../compile/compiled.ts';
import { nobodyReferred } from '../explain/reasons.ts';
import type { Accrual, LimitUse, ReferrerGift } from '../model/evaluation.ts';
import { openForNextType } from './basket.ts';
import type { Calculation } from './calculation.ts';

/** A calculation for one of the two: the lines, limits used and rewards of the other are not in it. */
export type Side = Calculation;

/** Undefined where there are none. `give` runs the groups on the side it is handed. */
export function giftsFor(
  calculation: Calculation,
  groups: readonly CompiledGroup[],
  give: (side: Side, groups: readonly CompiledGroup[]) => readonly Accrual[],
): ReferrerGift[] | undefined {
  if (groups.length === 0) return undefined;
  const { member, trace, uses } = calculation;
  if (member?.referrer === undefined) {
    for (const { rules } of groups) for (const rule of rules) trace?.note(rule, 'unmet', nobodyReferred);
    return undefined;
  }
  const side = sideOf(calculation, groups);
  const accruals = give(side, groups);
  uses.push(...side.uses.filter(({ scope }) => scope === 'rule'));
  const limitsOf = (code: string): LimitUse[] =>
    side.uses.filter(({ rule, scope }) => rule === code && scope === 'member');
  const gifts: ReferrerGift[] = [
    ...accruals.map(({ lines: _, ...accrual }) => ({ rule: accrual.rule, accrual, limits: limitsOf(accrual.rule) })),
    ...side.rewards.map((reward) => ({ rule: reward.rule, reward, limits: limitsOf(reward.rule) })),
  ];
  return gifts.length === 0 ? undefined : gifts;
}

function sideOf(calculation: Calculation, groups: readonly CompiledGroup[]): Side {
  const { basket, limits } = calculation;
  // Lines are written to as points fall on them; those of the member stay as they are.
  const lines = basket.lines.map((line) => ({ ...line }));
  // What the referrer would get more is no reason for this customer to buy more.
  const own = { uses: [], messages: [], rewards: [], nudges: undefined, candidates: groups.map(({ rules }) => rules) };
  const side = { ...calculation, ...own, basket: { ...basket, lines }, limits: ofCampaigns(limits) };
  openForNextType(side.basket);
  return side;
}

/** What the member has used itself, of a rule that has given to it for others, is not the referrer's. */
function ofCampaigns(limits: Calculation['limits']): Record<string, number> {
  // programme/rule/by/unit/per/period
  return Object.fromEntries(Object.entries(limits).filter(([key]) => key.split('/')[2] !== 'member'));
}
