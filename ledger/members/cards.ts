/**
 * A member's cards.
 *
 *     active ◀──unblock── blocked
 *        │ ──block──▶        │
 *        └────── replace ────┴──▶ replaced: for good, its successor is active
 */
import type { Queryable } from '../database.ts';
import type { OutboxEvent } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import { freeCardNumber } from './card-number.ts';
import type { NewCard } from './create.ts';
import type { CardState } from './member.ts';
import { type Taken, takenBy } from './taken.ts';
import { type TouchedParty, tellMemberChanged, touchParty } from './touch.ts';

const insertCards = sqlFile('ledger/members/insert-cards.sql');
const selectCard = sqlFile('ledger/members/select-card.sql');
const updateCard = sqlFile('ledger/members/update-card.sql');

/** `card`: the number that was issued, or the one that was asked to change. */
type CardOutcome =
  | { readonly card: string; readonly event: OutboxEvent; readonly party: TouchedParty }
  | { readonly refused: 'member_not_found' | 'card_not_found' | 'card_replaced' };

export async function issueCard(client: Queryable, member: string, card: NewCard): Promise<CardOutcome | Taken> {
  const party = await touchParty(client, member);
  if (party === undefined) return { refused: 'member_not_found' };
  const number = card.number ?? (await freeCardNumber(client));
  const taken = await insert(client, member, number, card.type);
  if (taken !== undefined) return taken;
  return {
    card: number,
    event: await tellMemberChanged(client, party, { id: member, cards: [number] }),
    party,
  };
}

/** A card that is in that state already stays so. */
export async function setCardState(
  client: Queryable,
  member: string,
  number: string,
  state: 'active' | 'blocked',
): Promise<CardOutcome> {
  const party = await touchParty(client, member);
  if (party === undefined) return { refused: 'member_not_found' };
  const card = await lock(client, member, number);
  if (card === undefined) return { refused: 'card_not_found' };
  if (card.state === 'replaced') return { refused: 'card_replaced' };
  await client.query({ ...updateCard, values: [number, state, null] });
  return {
    card: number,
    event: await tellMemberChanged(client, party, { id: member, cards: [number] }),
    party,
  };
}

/** Issues a card in the place of another; of the same type unless told otherwise. */
export async function replaceCard(
  client: Queryable,
  member: string,
  number: string,
  successor: Partial<NewCard>,
): Promise<CardOutcome | Taken> {
  const party = await touchParty(client, member);
  if (party === undefined) return { refused: 'member_not_found' };
  const card = await lock(client, member, number);
  if (card === undefined) return { refused: 'card_not_found' };
  if (card.state === 'replaced') return { refused: 'card_replaced' };
  const next = successor.number ?? (await freeCardNumber(client));
  const taken = await insert(client, member, next, successor.type ?? card.type);
  if (taken !== undefined) return taken;
  await client.query({ ...updateCard, values: [number, 'replaced', next] });
  return {
    card: next,
    event: await tellMemberChanged(client, party, { id: member, cards: [number, next] }),
    party,
  };
}

function insert(client: Queryable, member: string, number: string, type: string): Promise<Taken | undefined> {
  return takenBy(async () => {
    await client.query({ ...insertCards, values: [member, [number], [type]] });
  });
}

async function lock(
  client: Queryable,
  member: string,
  number: string,
): Promise<{ state: CardState; type: string } | undefined> {
  return (await client.query<{ state: CardState; type: string }>({ ...selectCard, values: [member, number] })).rows[0];
}
