import type { Queryable } from '../database.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const selectOperations = sqlFile('ledger/members/operations.sql');

interface Row {
  seq: number;
  at: Date;
  debit: string;
  credit: string;
  amount: number;
  reason: string;
  lot: number | null;
  rule: string | null;
  receipt: string | null;
  occasion: string | null;
  note: string | null;
}
export type Operation = ReturnType<typeof shown<Row>>;

/** A party's transfers, newest first, from the one before number `before`. */
export async function listOperations(
  database: Queryable,
  party: number,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<Operation[]> {
  const { rows } = await database.query<Row>({ ...selectOperations, values: [party, page.before ?? null, page.limit] });
  return rows.map((row) => shown(row));
}
