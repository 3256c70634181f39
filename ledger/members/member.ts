/** A member as the ledger keeps it: who it is, its cards, and the party whose points it shares. */
import type { Attributes } from '../../rules/model/receipt.ts';
import type { Queryable } from '../database.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const selectMember = sqlFile('ledger/members/find-member.sql');

export interface Favourites {
  readonly sku?: readonly string[];
  readonly category?: readonly string[];
  readonly brand?: readonly string[];
}

export type CardState = 'active' | 'blocked' | 'replaced';

/** Replaced is for good: the points stay with the member, and the new card has them. */
export interface Card {
  readonly number: string;
  readonly type: string;
  readonly state: CardState;
  readonly replacedBy?: string;
  /** RFC 3339. */
  readonly issuedAt: string;
}

export interface Member {
  readonly id: string;
  readonly party: number;
  /** E.164. */
  readonly phone?: string;
  readonly email?: string;
  readonly name?: string;
  /** ISO date. */
  readonly birthDate?: string;
  readonly attributes: Attributes;
  readonly favourites: Favourites;
  /** RFC 3339. */
  readonly registeredAt: string;
  /** Oldest first. */
  readonly cards: readonly Card[];
}

interface Row {
  id: string;
  party: number;
  phone: string | null;
  email: string | null;
  name: string | null;
  birthDate: string | null;
  attributes: Attributes;
  favourites: Favourites;
  registeredAt: Date;
  cards: { number: string; type: string; state: CardState; replacedBy: string | null; issuedAt: string }[];
}

/** Undefined: there is no such member. */
export async function findMember(database: Queryable, id: string): Promise<Member | undefined> {
  const { rows } = await database.query<Row>({ ...selectMember, values: [id] });
  const row = rows[0];
  return row && { ...shown(row), cards: row.cards.map((card) => shown(card)) };
}
