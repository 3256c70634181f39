import type { Queryable } from '../database.ts';
import { appendToOutbox, type OutboxEvent } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';

const bumpVersion = sqlFile('ledger/members/touch-party.sql');

export interface TouchedParty {
  readonly id: number;
  readonly version: number;
}

/**
 * Locks a member's party for a change of the member or its cards; the party comes before them in the order of locks.
 * Undefined: there is no such member.
 */
export async function touchParty(client: Queryable, member: string): Promise<TouchedParty | undefined> {
  return (await client.query<TouchedParty>({ ...bumpVersion, values: [member] })).rows[0];
}

/** Tells the gateways what they may have cached of a member that changed; returns what it told them. */
export async function tellMemberChanged(
  client: Queryable,
  party: TouchedParty,
  changed: { readonly id: string; readonly phones?: readonly string[]; readonly cards?: readonly string[] },
): Promise<OutboxEvent> {
  const { id, phones = [], cards = [] } = changed;
  const event: OutboxEvent = { event: 'member', id, phones, cards };
  await appendToOutbox(client, { parties: [[party.id, party.version]], events: [event] });
  return event;
}
