import { texts } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';

const read = sqlFile('ledger/receipts/read-budgets.sql');

/** How much of each budget is used, without a lock; a budget nobody has used is left out. */
export async function readBudgets(database: Queryable, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ key: string; used: number }>({ ...read, values: [texts(keys)] });
  return new Map(rows.map(({ key, used }) => [key, used]));
}
