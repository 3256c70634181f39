/** From what a till names a member by to the party whose points it has. */
import { texts } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { CardState } from './member.ts';

const byCards = sqlFile('ledger/members/resolve-cards.sql');
const byPhone = sqlFile('ledger/members/resolve-phone.sql');
const byId = sqlFile('ledger/members/resolve-id.sql');

export interface MemberParty {
  readonly member: string;
  readonly party: number;
}

export interface CardHolder extends MemberParty {
  readonly card: { readonly number: string; readonly type: string; readonly state: CardState };
}

/** The cards there are among these numbers, by number. */
export async function resolveCards(
  database: Queryable,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, CardHolder>> {
  interface Row extends MemberParty {
    number: string;
    type: string;
    state: CardState;
  }
  const { rows } = await database.query<Row>({ ...byCards, values: [texts(numbers)] });
  return new Map(
    rows.map(({ member, party, number, type, state }) => [number, { member, party, card: { number, type, state } }]),
  );
}

/** `phone` is E.164. */
export async function resolvePhone(database: Queryable, phone: string): Promise<MemberParty | undefined> {
  return (await database.query<MemberParty>({ ...byPhone, values: [phone] })).rows[0];
}

export async function resolveId(database: Queryable, id: string): Promise<MemberParty | undefined> {
  return (await database.query<MemberParty>({ ...byId, values: [id] })).rows[0];
}
