/** An occasion evaluated for whoever it happens to, as a command for the ledger. */
import type { OccasionCommand } from '../../../ledger/committer/commands.ts';
import type { Attributes, Channel } from '../../../rules/model/receipt.ts';
import type { ResolvedMember } from '../../access/directory.ts';
import type { Parts } from '../../parts.ts';
import { newReceiptId } from '../../receipt-id.ts';
import { originOf } from '../receipt/arrival.ts';
import { priceReceipt } from '../receipt/price.ts';
import type { Venue } from './venue.ts';

export interface Happening {
  /** Its key in the ledger. */
  readonly once: string;
  /** What rules are `on`. */
  readonly on: string;
  readonly member: ResolvedMember;
  /** Epoch ms. */
  readonly at: number;
  readonly venue: Venue;
  readonly channel: Channel;
  readonly attributes: Attributes;
  readonly fingerprint?: Buffer;
  readonly activity?: OccasionCommand['activity'];
  readonly referrer?: OccasionCommand['referrer'];
  /** From Postgres, and kept nowhere: whoever goes through all members would fill Redis with them. */
  readonly fresh?: boolean;
}

/** What is evaluated: a receipt of nothing. */
export function receiptOf({ at, attributes, channel, venue: { store } }: Omit<Happening, 'member'>) {
  const nothing = { mode: 'basket' as const, lines: [], tenders: [], coupons: [], redeem: [] };
  return { ...nothing, channel, businessTime: at, store, attributes };
}

export async function prepareOccasion(parts: Parts, happening: Happening): Promise<OccasionCommand> {
  const { activity, at, attributes, member, on, referrer, venue } = happening;
  const { programme } = venue;
  const { input, evaluation, snapshot } = await priceReceipt(parts, {
    programme,
    receipt: receiptOf(happening),
    occasion: { on, attributes },
    member,
    fresh: happening.fresh ?? false,
    before(open) {
      if (activity !== undefined) open.facts = parts.facts.act(open.facts, { ...activity, at });
      if (referrer === undefined) return;
      open.facts = { ...open.facts, referrers: { ...open.facts.referrers, [member.member]: referrer.member } };
    },
  });
  if (snapshot === undefined) throw new Error(`member ${member.member} has no party`);
  return { ...commandOf(happening), member: member.member, input, evaluation, snapshot };
}

/** All of the command that does not depend on the member's state. */
export function commandOf(happening: Omit<Happening, 'member'>) {
  const { activity, fingerprint, once, referrer, venue } = happening;
  const { region: _, ...place } = venue.store;
  return {
    kind: 'occasion' as const,
    id: newReceiptId(),
    once,
    origin: originOf({ ...place, programme: venue.programme.code }, venue.programme),
    programmeHash: venue.programme.hash,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(activity !== undefined && { activity }),
    ...(referrer !== undefined && { referrer }),
  };
}
