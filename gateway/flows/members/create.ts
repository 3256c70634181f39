import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { createMember as insertMember } from '../../../ledger/members/create.ts';
import { findMember } from '../../../ledger/members/member.ts';
import { refuse } from '../../contract/errors.ts';
import type { NewMember, WireMember } from '../../contract/member.ts';
import type { Parts } from '../../parts.ts';
import { resolveReferrer } from '../occasions/referrer.ts';
import { homeVenue, venueIn } from '../occasions/venue.ts';
import { welcome } from '../occasions/welcome.ts';
import { parsedTime } from '../receipt/business-time.ts';
import { type Written, writeOnce } from '../write-once.ts';
import { checkBirthDate, phoneOf, refuseTaken } from './fields.ts';
import { memberWithPoints } from './show.ts';

const defaultCardType = 'standard';

export async function createMember(parts: Parts, key: RequestKey | undefined, body: NewMember): Promise<Written> {
  const { phone, cards = [], referrer: named, store, ...rest } = body;
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
  const venue = store === undefined ? homeVenue(parts) : await venueIn(parts, store);
  const referrer = named && (await resolveReferrer(parts, named, '/referrer'));
  const registeredAt = rest.registeredAt === undefined ? undefined : parsedTime(rest.registeredAt, '/registeredAt');
  return writeOnce<WireMember>(parts, key, async (client) => {
    const created = await insertMember(client, member);
    if ('taken' in created) return refuseTaken(created, cards.length === 1 ? '/cards/0/number' : '/cards');
    await welcome(parts, client, { member: created, phone: member.phone, registeredAt, venue, referrer });
    const found = await findMember(client, created.id);
    if (found === undefined) throw new Error(`member ${created.id} is gone right after it was made`);
    return { status: 201, body: await memberWithPoints(parts, client, found) };
  });
}
