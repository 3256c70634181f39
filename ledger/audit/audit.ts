/** Holds the whole database against the ledger's invariants (docs: the design's I1 to I12), in one snapshot of it. */
import { type Database, inTransaction, type Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import { returnedTooMuch } from './returned.ts';

const auditSql = sqlFile('ledger/audit/audit.sql');

/** More of them say nothing more. */
const atMost = 1_000;

export interface Violation {
  /** I1 … I12. */
  readonly invariant: string;
  readonly party?: number;
  /** "purse bonus", "hold 0190…", "receipt 0190…" */
  readonly subject: string;
  readonly detail: string;
}

/** Empty: all is well. Reads every party, transfer, hold and receipt; tills may go on meanwhile. */
export async function audit(database: Database): Promise<Violation[]> {
  return inTransaction(database, async (client) => {
    await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0');
    return violationsIn(client);
  });
}

/** The same in a transaction under way. */
export async function violationsIn(client: Queryable): Promise<Violation[]> {
  const { rows } = await client.query<Record<string, unknown>>({ ...auditSql, values: [atMost] });
  const found = rows.map((row) => withoutNulls<Violation>(row));
  return [...found, ...(await returnedTooMuch(client, atMost - found.length))];
}
