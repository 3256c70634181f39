import { v7 as uuidv7 } from 'uuid';
import type { Attributes } from '../../rules/model/receipt.ts';
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { newParty } from '../parties/party.ts';
import { sqlFile } from '../sql.ts';
import { freeCardNumber } from './card-number.ts';
import type { Favourites } from './member.ts';
import { type Taken, takenBy } from './taken.ts';

const insertParty = sqlFile('ledger/members/insert-party.sql');
const insertMember = sqlFile('ledger/members/insert-member.sql');
const insertCards = sqlFile('ledger/members/insert-cards.sql');

export interface NewCard {
  /** Absent: one is made up. */
  readonly number?: string;
  readonly type: string;
}

export interface NewMember {
  /** E.164. */
  readonly phone?: string;
  readonly email?: string;
  readonly name?: string;
  /** ISO date. */
  readonly birthDate?: string;
  readonly attributes?: Attributes;
  readonly favourites?: Favourites;
  /** RFC 3339; absent: now. */
  readonly registeredAt?: string;
  readonly cards: readonly NewCard[];
}

export interface CreatedMember {
  readonly id: string;
  readonly party: number;
}

/**
 * A member with a party of its own and its cards, in the caller's transaction; the id is a UUIDv7. Where the phone or a
 * card is another's, it says so, and nothing of the transaction can be committed.
 */
export async function createMember(client: Queryable, member: NewMember): Promise<CreatedMember | Taken> {
  const id = uuidv7();
  const { rows } = await client.query<{ id: number; version: number }>({
    ...insertParty,
    values: [JSON.stringify(newParty)],
  });
  const party = rows[0] as { id: number; version: number };
  const { phone = null, email = null, name = null, birthDate = null, registeredAt = null } = member;
  const attributes = JSON.stringify(member.attributes ?? {});
  const favourites = JSON.stringify(member.favourites ?? {});
  const numbers: string[] = [];
  for (const card of member.cards) numbers.push(card.number ?? (await freeCardNumber(client)));
  const taken = await takenBy(async () => {
    const values = [id, party.id, phone, email, name, birthDate, attributes, favourites, registeredAt];
    await client.query({ ...insertMember, values });
    await client.query({ ...insertCards, values: [id, numbers, member.cards.map((card) => card.type)] });
  });
  if (taken !== undefined) return taken;
  await appendToOutbox(client, {
    parties: [[party.id, party.version]],
    events: [{ event: 'member', id, phones: phone === null ? [] : [phone], cards: numbers }],
  });
  return { id, party: party.id };
}
