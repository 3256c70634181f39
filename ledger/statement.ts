import { readFileSync } from 'node:fs';

/** A statement kept in a .sql file of ledger/, run as a named prepared statement. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** @param path below ledger/, without the ending: 'receipts/read-receipts' */
export function statement(path: string): Statement {
  return { name: path, text: readFileSync(new URL(import.meta.resolve(`tillgate/ledger/${path}.sql`)), 'utf8') };
}

/** A row as pg gives it, with the nulls left out: what may be missing is absent, not null. */
export function withoutNulls<T>(row: Record<string, unknown>): T {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) if (value !== null) result[name] = value;
  return result as T;
}
