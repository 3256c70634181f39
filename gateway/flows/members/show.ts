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
import { standingsOf } from '../../replies/standing.ts';

type ShowParts = Pick<Parts, 'programmes' | 'now'>;

/** A member with the points of its party, and where it stands in each programme, as they are now. */
export async function memberWithPoints(parts: ShowParts, database: Queryable, member: Member): Promise<WireMember> {
  const [party] = await loadParties(database, [member.party]);
  if (party === undefined) throw new Error(`member ${member.id} has no party`);
  const atMs = parts.now();
  const open = settledAt(party, atMs);
  return memberReply(member, open, standingsOf(open.facts, parts.programmes.published(), atMs));
}

/** Refuses member_not_found. */
export async function memberById(parts: ShowParts, database: Queryable, id: string): Promise<WireMember> {
  const member = await findMember(database, id);
  if (member === undefined) refuse('member_not_found', 'No member has this id.');
  return memberWithPoints(parts, database, member);
}

/** By card or phone, a blocked card's member too; masked for a till and a shop. */
export async function showMember(
  parts: ShowParts & Pick<Parts, 'database' | 'directory'>,
  credential: Credential,
  reference: MemberReference,
): Promise<WireMember> {
  const { member } = await parts.directory.resolveMember(reference, { blockedToo: true });
  const shown = await memberById(parts, parts.database, member);
  return credential.role === 'till' || credential.role === 'shop' ? masked(shown) : shown;
}
