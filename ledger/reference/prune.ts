/** Deletes rows of versions that nobody wants any more, in small transactions; see upload.ts for the states. */
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { ReferenceKind } from './kind.ts';

const abandonSilent = sqlFile('ledger/reference/sql/abandon-silent.sql');
const dueVersions = sqlFile('ledger/reference/sql/due-versions.sql');
const forgetVersion = sqlFile('ledger/reference/sql/forget-version.sql');
const deleteRows: Readonly<Record<ReferenceKind, ReturnType<typeof sqlFile>>> = {
  list: sqlFile('ledger/reference/sql/delete-skus.sql'),
  segment: sqlFile('ledger/reference/sql/delete-members.sql'),
  'personal-prices': sqlFile('ledger/reference/sql/delete-prices.sql'),
};

/** Receipts do not need them, what they were told is stored with them; over a weekend a person can look what was in force. */
const keptFor = '3 days';
const atOnce = 10_000;

/** What broke off, and what was replaced days ago. Returns how many versions have lost their rows. */
export async function pruneReference(database: Queryable): Promise<number> {
  await database.query(abandonSilent);
  const { rows } = await database.query<{ id: number; kind: ReferenceKind }>({ ...dueVersions, values: [keptFor] });
  for (const version of rows) await dropVersion(database, version);
  return rows.length;
}

/** Its rows first: whoever is stopped in between is followed by another. */
export async function dropVersion(
  database: Queryable,
  { id, kind }: { readonly id: number; readonly kind: ReferenceKind },
): Promise<void> {
  for (let deleted = atOnce; deleted === atOnce; ) {
    deleted = (await database.query({ ...deleteRows[kind], values: [id, atOnce] })).rowCount ?? 0;
  }
  await database.query({ ...forgetVersion, values: [id] });
}
