/**
 * Who referred a member: named once, by the activity `referral` or at registration. Nobody refers itself or somebody of its
 * household, nobody whom it was, through others, referred by itself, and nobody who has been a member before: the phone
 * tells. What only a lock can tell is decided by the ledger.
 */
import { createHmac } from 'node:crypto';
import { validate } from 'uuid';
import { findMember } from '../../../ledger/members/member.ts';
import { firstWithPhone } from '../../../ledger/occasions/occasions.ts';
import type { Attributes } from '../../../rules/model/receipt.ts';
import type { ResolvedMember } from '../../access/directory.ts';
import { normalPhone } from '../../access/phone.ts';
import type { MemberReference } from '../../contract/common.ts';
import { RefusalError, refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';

export const referralType = 'referral';
const activityPath = '/attributes/referrer';

/** A phone is not kept but known again. */
export function phoneHash({ signingKey }: Pick<Parts, 'signingKey'>, phone: string): Buffer {
  return createHmac('sha256', signingKey).update(`phone ${phone}`).digest();
}

/** The referrer an activity names by a member's id, a card or a phone. Refuses invalid_request, member_not_found and referral_refused. */
export async function referrerNamed(
  parts: Pick<Parts, 'database' | 'directory' | 'signingKey'>,
  member: ResolvedMember,
  { referrer: name }: Attributes,
): Promise<ResolvedMember> {
  if (typeof name !== 'string' || name === '') {
    const message = 'must name who referred the member: a card, a phone or a member’s id';
    refuse('invalid_request', `${activityPath} ${message}.`, { errors: [{ path: activityPath, message }] });
  }
  const referrer = await resolveReferrer(parts, referenceTo(name), activityPath);
  refuseSelf(member, referrer, activityPath);
  const { phone } = (await findMember(parts.database, member.member)) ?? {};
  const first = phone === undefined ? undefined : await firstWithPhone(parts.database, phoneHash(parts, phone));
  if (first !== undefined && first !== member.member) refuseReferral('was a member before, by its phone', activityPath);
  return referrer;
}

/** Says of a referrer that is not found where it was named. */
export async function resolveReferrer(
  { directory }: Pick<Parts, 'directory'>,
  reference: MemberReference,
  path: string,
): Promise<ResolvedMember> {
  try {
    return await directory.resolveMember(reference, { blockedToo: true });
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const { code, detail } = error.refusal;
    return refuse(code, detail, { errors: [{ path, message: 'is nobody’s' }] });
  }
}

function refuseSelf(member: ResolvedMember, referrer: ResolvedMember, path: string): void {
  if (member.party === referrer.party) refuseReferral('cannot be referred by itself or its own household', path);
}

export function refuseReferral(why: string, path: string): never {
  refuse('referral_refused', `The member ${why}.`, { errors: [{ path, message: `the member ${why}` }] });
}

function referenceTo(name: string): MemberReference {
  if (validate(name)) return { id: name };
  return normalPhone(name) === undefined ? { card: name } : { phone: name };
}
