import { v7 as uuidv7 } from 'uuid';
import type { Effective, ProgrammeRef } from '../../../rules/model/evaluation.ts';
import type { PartyFacts } from '../../../rules/model/member-state.ts';
import type { Gift, OccasionRow } from '../../occasions/occasion-row.ts';
import type { Origin } from '../commands.ts';

/** The row of what is due to the referrer; undefined: nothing is. */
export function giftRow(
  key: string,
  found: {
    readonly member?: string;
    readonly facts: PartyFacts;
    readonly evaluation: Effective;
    readonly origin: Origin;
    readonly input: { readonly programme: ProgrammeRef };
    readonly at: number;
    /** It is the member's first purchase. */
    readonly counts: boolean;
  },
): OccasionRow | undefined {
  const { member: friend, evaluation, origin, input, at, counts } = found;
  const referrer = friend === undefined ? undefined : found.facts.referrers?.[friend];
  const { referrer: gifts = [] } = evaluation;
  if (friend === undefined || referrer === undefined || (gifts.length === 0 && !counts)) return undefined;
  const gift: Gift = { friend, store: origin.store, timezone: origin.timezone, gifts, counts };
  const { code: programme, version } = input.programme;
  const state = 'due' as const;
  const id = uuidv7();
  return { key, id, happened: 'gift', state, member: referrer, at, programme, version, input: JSON.stringify(gift) };
}
