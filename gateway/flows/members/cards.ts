/** What is done to a member's cards; each is answered with the member as it is afterwards. */
import type { DatabaseClient } from '../../../ledger/database.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import {
  issueCard as insertCard,
  replaceCard as insertSuccessor,
  setCardState,
} from '../../../ledger/members/cards.ts';
import { refuse } from '../../contract/errors.ts';
import type { NewCard, WireMember } from '../../contract/member.ts';
import type { Parts } from '../../parts.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { refuseTaken } from './fields.ts';
import { memberById } from './show.ts';

type CardParts = WriteParts & Pick<Parts, 'now' | 'programmes'>;
type Outcome = Awaited<ReturnType<typeof insertSuccessor>>;

export function issueCard(
  parts: CardParts,
  key: RequestKey | undefined,
  member: string,
  { number, type = 'standard' }: NewCard,
): Promise<Written> {
  const card = { type, ...(number !== undefined && { number }) };
  return change(parts, key, 201, member, (client) => insertCard(client, member, card));
}

export function blockCard(
  parts: CardParts,
  key: RequestKey | undefined,
  member: string,
  number: string,
): Promise<Written> {
  return change(parts, key, 200, member, (client) => setCardState(client, member, number, 'blocked'));
}

export function unblockCard(
  parts: CardParts,
  key: RequestKey | undefined,
  member: string,
  number: string,
): Promise<Written> {
  return change(parts, key, 200, member, (client) => setCardState(client, member, number, 'active'));
}

export function replaceCard(
  parts: CardParts,
  key: RequestKey | undefined,
  member: string,
  number: string,
  successor: NewCard,
): Promise<Written> {
  return change(parts, key, 201, member, (client) => insertSuccessor(client, member, number, successor));
}

function change(
  parts: CardParts,
  key: RequestKey | undefined,
  status: 200 | 201,
  member: string,
  work: (client: DatabaseClient) => Promise<Outcome>,
): Promise<Written> {
  return writeOnce<WireMember>(parts, key, async (client) => {
    const outcome = await work(client);
    if ('taken' in outcome) return refuseTaken(outcome);
    if ('refused' in outcome) return refuseCard(outcome.refused);
    return {
      status,
      body: await memberById(parts, client, member),
      events: [outcome.event],
      party: outcome.party,
    };
  });
}

function refuseCard(refused: 'member_not_found' | 'card_not_found' | 'card_replaced'): never {
  if (refused === 'member_not_found') return refuse(refused, 'No member has this id.');
  if (refused === 'card_not_found') return refuse(refused, 'The member has no card of this number.');
  return refuse('card_blocked', 'The card was replaced, for good: use its successor.');
}
