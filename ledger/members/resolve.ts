/** From what a till names a member by to the party whose points it has. */
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { CardState } from './member.ts';

const byCard = sqlFile('ledger/members/resolve-card.sql');
const byPhone = sqlFile('ledger/members/resolve-phone.sql');
const byId = sqlFile('ledger/members/resolve-id.sql');

export interface MemberParty {
  readonly member: string;
  readonly party: number;
}

export interface CardHolder extends MemberParty {
  readonly card: { readonly number: string; readonly type: string; readonly state: CardState };
}

export async function resolveCard(database: Queryable, number: string): Promise<CardHolder | undefined> {
  interface Row extends MemberParty {
    number: string;
    type: string;
    state: CardState;
  }
  const row = (await database.query<Row>({ ...byCard, values: [number] })).rows[0];
  return (
    row && { member: row.member, party: row.party, card: { number: row.number, type: row.type, state: row.state } }
  );
}

/** `phone` is E.164. */
export async function resolvePhone(database: Queryable, phone: string): Promise<MemberParty | undefined> {
  return (await database.query<MemberParty>({ ...byPhone, values: [phone] })).rows[0];
}

export async function resolveId(database: Queryable, id: string): Promise<MemberParty | undefined> {
  return (await database.query<MemberParty>({ ...byId, values: [id] })).rows[0];
}
