/** Whom a row is about: by id, card or phone, one of them in each row. */
import { texts, uuids } from '../../arrays.ts';
import type { Queryable } from '../../database.ts';
import { resolveCards } from '../../members/resolve.ts';
import { sqlFile } from '../../sql.ts';
import { nameOf, type Row, RowFault } from './row.ts';

const knownIds = sqlFile('ledger/reference/sql/known-members.sql');
const ofPhones = sqlFile('ledger/reference/sql/members-of-phones.sql');

export const memberColumns = ['member', 'card', 'phone'] as const;

export interface NamedMember {
  readonly by: (typeof memberColumns)[number];
  /** An id in lower case, a card's number, a phone as E.164 has it. */
  readonly name: string;
}

/** A phone as people write it as E.164 has it; undefined where it is none. */
export type NormalPhone = (text: string) => string | undefined;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws RowFault */
export function memberOf(row: Row, normalPhone: NormalPhone): NamedMember {
  const [by, another] = memberColumns.filter((column) => row.value(column) !== undefined);
  if (by === undefined) throw new RowFault(undefined, 'names no member: one of member, card and phone is required');
  if (another !== undefined) throw new RowFault(another, `must be empty: the member is named by ${by}`);
  const name = nameOf(row, by);
  if (by === 'card') return { by, name };
  const normal = by === 'phone' ? normalPhone(name) : name.toLowerCase();
  if (normal !== undefined && (by === 'phone' || uuid.test(normal))) return { by, name: normal };
  throw new RowFault(
    by,
    by === 'phone' ? 'is no phone with its country code such as +79161234567' : 'is no id of a member',
  );
}

/** Ids in the order of those asked for; undefined: nobody is called so. */
export async function resolveMembers(
  database: Queryable,
  named: readonly NamedMember[],
): Promise<readonly (string | undefined)[]> {
  const of = (by: NamedMember['by']) => [...new Set(named.filter((one) => one.by === by).map(({ name }) => name))];
  const [ids, cards, phones] = [of('member'), of('card'), of('phone')];
  const found = {
    member: new Map<string, string>(),
    card: new Map<string, string>(),
    phone: new Map<string, string>(),
  };
  if (ids.length > 0) {
    const { rows } = await database.query<{ id: string }>({ ...knownIds, values: [uuids(ids)] });
    for (const { id } of rows) found.member.set(id, id);
  }
  if (cards.length > 0) {
    for (const [number, { member }] of await resolveCards(database, cards)) found.card.set(number, member);
  }
  if (phones.length > 0) {
    const { rows } = await database.query<{ phone: string; id: string }>({ ...ofPhones, values: [texts(phones)] });
    for (const { phone, id } of rows) found.phone.set(phone, id);
  }
  return named.map(({ by, name }) => found[by].get(name));
}
