import type { Attributes, AttributeValue } from '../../rules/model/receipt.ts';
import type { Queryable } from '../database.ts';
import type { OutboxEvent } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import { type Favourites, findMember } from './member.ts';
import { type Taken, takenBy } from './taken.ts';
import { type TouchedParty, tellMemberChanged, touchParty } from './touch.ts';

const forgetAttributes = sqlFile('ledger/members/forget-attributes.sql');
const updateMember = sqlFile('ledger/members/update-member.sql');

/** What is absent stays, null goes (RFC 7396); attributes are merged name by name. */
export interface MemberChange {
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly name?: string | null;
  readonly birthDate?: string | null;
  readonly attributes?: Readonly<Record<string, AttributeValue | null>>;
  readonly favourites?: { readonly [K in keyof Favourites]?: readonly string[] | null };
}

/** Undefined: there is no member of that id. Where the phone is another's, it says so, and the transaction is lost. */
export async function changeMember(
  client: Queryable,
  id: string,
  change: MemberChange,
): Promise<
  | {
      readonly event: OutboxEvent;
      readonly party: TouchedParty;
      readonly attributes: Attributes;
      /** Those it had and has. */
      readonly phones: readonly string[];
    }
  | Taken
  | undefined
> {
  const party = await touchParty(client, id);
  if (party === undefined) return undefined;
  const named = Object.keys(change.attributes ?? {});
  // A person prevails over what rules had set before: they may set it again.
  if (named.length > 0) await client.query({ ...forgetAttributes, values: [party.id, named] });
  const before = await findMember(client, id);
  if (before === undefined) throw new Error(`member ${id} went while its party was locked`);
  const { phone, email, name, birthDate } = { ...before, ...change };
  const attributes: Attributes = merged(before.attributes, change.attributes);
  const favourites: Favourites = merged(before.favourites, change.favourites);
  const taken = await takenBy(async () => {
    const texts = [phone ?? null, email ?? null, name ?? null, birthDate ?? null];
    const values = [id, ...texts, JSON.stringify(attributes), JSON.stringify(favourites)];
    await client.query({ ...updateMember, values });
  });
  if (taken !== undefined) return taken;
  const phones = [before.phone, phone].filter((value) => value !== undefined && value !== null);
  const own = [...new Set(phones)];
  const cards = before.cards.map((card) => card.number);
  const event = await tellMemberChanged(client, party, { id, phones: own, cards });
  return { event, party, phones: own, attributes };
}

function merged<T extends object>(before: T, change: { readonly [K in keyof T]?: T[K] | null } = {}): T {
  const entries = Object.entries({ ...before, ...change }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as T;
}
