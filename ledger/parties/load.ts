import { readFileSync } from 'node:fs';
import type { Queryable } from '../database.ts';
import type { MemberRecord, PartySnapshot, PartyState } from './party.ts';

const text = readFileSync(new URL(import.meta.resolve('tillgate/ledger/parties/load-parties.sql')), 'utf8');

interface Row {
  party: number;
  version: number;
  state: PartyState;
  members: (Omit<MemberRecord, 'birthDate'> & { birthDate: string | null })[];
}

/** The parties with their members as Postgres has them now; ids that do not exist are left out. */
export async function loadParties(database: Queryable, ids: readonly number[]): Promise<PartySnapshot[]> {
  const { rows } = await database.query<Row>({ name: 'load-parties', text, values: [ids] });
  return rows.map((row) => ({
    ...row,
    members: row.members.map(({ birthDate, ...member }) => (birthDate === null ? member : { ...member, birthDate })),
  }));
}
