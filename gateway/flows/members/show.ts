import type { Queryable } from '../../../ledger/database.ts';
import { findMember, type Member } from '../../../ledger/members/member.ts';
import { loadParties } from '../../../ledger/parties/load.ts';
import { settledAt } from '../../../ledger/parties/member-state.ts';
import type { Credential } from '../../access/credential.ts';
import type { MemberReference } from '../../contract/common.ts';
import { refuse } from '../../contract/errors.ts';
import type { WireMember } from '../../contract/member.ts';
import type { Parts } from '../../parts.ts';
import { masked, memberReply } from '../../replies/member.ts';

/** A member with the points of its party as they are at a moment, epoch ms. */
export async function memberWithPoints(database: Queryable, member: Member, atMs: number): Promise<WireMember> {
  const [party] = await loadParties(database, [member.party]);
  if (party === undefined) throw new Error(`member ${member.id} has no party`);
  return memberReply(member, settledAt(party, atMs));
}

/** Refuses member_not_found. */
export async function memberById(database: Queryable, id: string, atMs: number): Promise<WireMember> {
  const member = await findMember(database, id);
  if (member === undefined) refuse('member_not_found', 'No member has this id.');
  return memberWithPoints(database, member, atMs);
}

/** By card or phone, a blocked card's member too; masked for a till and a shop. */
export async function showMember(
  parts: Pick<Parts, 'database' | 'directory' | 'now'>,
  credential: Credential,
  reference: MemberReference,
): Promise<WireMember> {
  const { member } = await parts.directory.resolveMember(reference, { blockedToo: true });
  const shown = await memberById(parts.database, member, parts.now());
  return credential.role === 'till' || credential.role === 'shop' ? masked(shown) : shown;
}
