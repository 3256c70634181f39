/** Occasions as those who bring them about and carry them out find them. */
import type { Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { OccasionRow } from './occasion-row.ts';

const find = sqlFile('ledger/occasions/find-occasion.sql');
const waiting = sqlFile('ledger/occasions/waiting-occasions.sql');
const knowPhones = sqlFile('ledger/occasions/know-phones.sql');
const findPhone = sqlFile('ledger/occasions/find-phone.sql');

/** What was answered, and to what; undefined: it has not happened. */
export async function findOccasion(
  database: Queryable,
  key: string,
): Promise<{ readonly fingerprint: Buffer | null; readonly reply: string | null } | undefined> {
  const { rows } = await database.query<{ fingerprint: Buffer | null; reply: string | null }>({
    ...find,
    values: [key],
  });
  return rows[0];
}

export type WaitingOccasion = Pick<
  OccasionRow,
  'key' | 'happened' | 'state' | 'member' | 'at' | 'programme' | 'version' | 'input' | 'effects'
>;

/** What is to be carried out or taken back, the oldest first, after so many that are passed over. */
export async function waitingOccasions(database: Queryable, limit: number, after: number): Promise<WaitingOccasion[]> {
  const { rows } = await database.query<Record<string, unknown>>({ ...waiting, values: [limit, after] });
  return rows.map((row) => withoutNulls<WaitingOccasion>(row));
}

/** Notes the phones a member has or had, by their hashes; those of others stay theirs. */
export async function rememberPhones(client: Queryable, member: string, hashes: readonly Buffer[]): Promise<void> {
  if (hashes.length > 0) await client.query({ ...knowPhones, values: [member, hashes] });
}

/** The first member who had a phone; undefined: nobody has. */
export async function firstWithPhone(client: Queryable, hash: Buffer): Promise<string | undefined> {
  return (await client.query<{ member: string }>({ ...findPhone, values: [hash] })).rows[0]?.member;
}
