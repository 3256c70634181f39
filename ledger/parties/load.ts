import { bigints } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { MemberRecord, PartySnapshot, PartyState } from './party.ts';

const load = sqlFile('ledger/parties/load-parties.sql');

interface Row {
  party: number;
  version: number;
  seq: number;
  text: string;
  members: (Omit<MemberRecord, 'birthDate'> & { birthDate: string | null })[];
}

/** The parties with their members as Postgres has them now; ids that do not exist are left out. */
export async function loadParties(database: Queryable, ids: readonly number[]): Promise<PartySnapshot[]> {
  const { rows } = await database.query<Row>({ ...load, values: [bigints(ids)] });
  return rows.map((row) => ({
    ...row,
    state: JSON.parse(row.text) as PartyState,
    members: row.members.map(({ birthDate, ...member }) => (birthDate === null ? member : { ...member, birthDate })),
  }));
}
