import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { createMember as insertMember } from '../../../ledger/members/create.ts';
import { findMember } from '../../../ledger/members/member.ts';
import { refuse } from '../../contract/errors.ts';
import type { NewMember, WireMember } from '../../contract/member.ts';
import type { Parts } from '../../parts.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { checkBirthDate, phoneOf, refuseTaken } from './fields.ts';
import { memberWithPoints } from './show.ts';

const defaultCardType = 'standard';

export async function createMember(
  parts: WriteParts & Pick<Parts, 'now' | 'programmes'>,
  key: RequestKey | undefined,
  body: NewMember,
): Promise<Written> {
  const { phone, cards = [], ...rest } = body;
  if (phone === undefined && cards.length === 0) {
    refuse('invalid_request', 'A member has a phone, a card or both: how else would a till name it?', {
      errors: [{ path: '/phone', message: 'is required where there are no cards' }],
    });
  }
  if (rest.birthDate !== undefined) checkBirthDate(rest.birthDate);
  const member = {
    ...rest,
    ...(phone !== undefined && { phone: phoneOf(phone) }),
    cards: cards.map(({ number, type = defaultCardType }) => ({ type, ...(number !== undefined && { number }) })),
  };
  return writeOnce<WireMember>(parts, key, async (client) => {
    const created = await insertMember(client, member);
    if ('taken' in created) return refuseTaken(created, cards.length === 1 ? '/cards/0/number' : '/cards');
    const found = await findMember(client, created.id);
    if (found === undefined) throw new Error(`member ${created.id} is gone right after it was made`);
    return { status: 201, body: await memberWithPoints(parts, client, found) };
  });
}
