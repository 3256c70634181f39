import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { changeMember as updateMember } from '../../../ledger/members/change.ts';
import { rememberPhones } from '../../../ledger/occasions/occasions.ts';
import { refuse } from '../../contract/errors.ts';
import type { MemberChange, WireMember } from '../../contract/member.ts';
import type { Parts } from '../../parts.ts';
import { phoneHash } from '../occasions/referrer.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { checkBirthDate, phoneOf, refuseTaken } from './fields.ts';
import { memberById } from './show.ts';

const maxAttributes = 64;

/** What is absent stays, null goes. */
export async function changeMember(
  parts: WriteParts & Pick<Parts, 'now' | 'programmes' | 'signingKey'>,
  key: RequestKey | undefined,
  id: string,
  body: MemberChange,
): Promise<Written> {
  const { phone, birthDate } = body;
  if (typeof birthDate === 'string') checkBirthDate(birthDate);
  const change = { ...body, ...(typeof phone === 'string' && { phone: phoneOf(phone) }) };
  return writeOnce<WireMember>(parts, key, async (client) => {
    const changed = await updateMember(client, id, change);
    if (changed === undefined) refuse('member_not_found', 'No member has this id.');
    if ('taken' in changed) return refuseTaken(changed);
    await rememberPhones(
      client,
      id,
      changed.phones.map((one) => phoneHash(parts, one)),
    );
    if (Object.keys(changed.attributes).length > maxAttributes) {
      const message = `would have more than ${maxAttributes} names`;
      refuse('invalid_request', `/attributes ${message}.`, { errors: [{ path: '/attributes', message }] });
    }
    const member = await memberById(parts, client, id);
    return { status: 200, body: member, events: [changed.event], party: changed.party };
  });
}
