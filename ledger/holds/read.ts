import type { Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { HoldRow } from './hold.ts';

export interface FoundHold extends HoldRow {
  /** What can be spent beside it of the certificate it keeps money of. */
  readonly certificateBalance?: number;
}

const read = sqlFile('ledger/holds/read-holds.sql');
const list = sqlFile('ledger/holds/list-holds.sql');

/** Holds by id, as they stand; those that do not exist are left out. */
export async function readHolds(database: Queryable, ids: readonly string[]): Promise<FoundHold[]> {
  const { rows } = await database.query<Record<string, unknown>>({ ...read, values: [ids] });
  return rows.map((row) => withoutNulls<FoundHold>(row));
}

/** The open holds of a party, the newest first. */
export async function openHolds(database: Queryable, party: number): Promise<FoundHold[]> {
  const { rows } = await database.query<{ id: string }>({ ...list, values: [party] });
  const holds = await readHolds(
    database,
    rows.map(({ id }) => id),
  );
  const order = new Map(rows.map(({ id }, index) => [id, index]));
  return holds.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}
