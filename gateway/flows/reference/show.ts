import type { Queryable } from '../../../ledger/database.ts';
import { type ReferenceKind, referenceNames } from '../../../ledger/reference/kind.ts';
import { fieldsOf, findReference, listReferences, uploadsUnderWay } from '../../../ledger/reference/read.ts';
import { refuse } from '../../contract/errors.ts';
import { pageSize } from '../../contract/paging.ts';
import type { WireReference, WireReferenceDetail } from '../../contract/reference-data.ts';
import { pageOf } from '../page.ts';

/** The current versions, by code. */
export async function showReferences(
  database: Queryable,
  kind: ReferenceKind,
  { after, limit = pageSize }: { readonly after?: string; readonly limit?: number },
): Promise<{ items: WireReference[]; next?: string }> {
  const found = await listReferences(database, kind, { after, limit: limit + 1 });
  const page = pageOf(found, limit, ({ code }) => code);
  return { items: [...page.rows], ...(page.next !== undefined && { next: page.next }) };
}

/** A version by its number, or the current one, and what is on its way. Refuses reference_not_found. */
export async function showReference(
  database: Queryable,
  kind: ReferenceKind,
  code: string,
  version: number | undefined,
): Promise<WireReferenceDetail> {
  const { id: _, ...found } = await existing(database, kind, code, version);
  return { ...found, uploads: await uploadsUnderWay(database, kind, code) };
}

/** The rows of a version as a CSV file, in pieces. Refuses reference_not_found. */
export async function exportReference(
  database: Queryable,
  kind: ReferenceKind,
  code: string,
  version: number | undefined,
): Promise<AsyncIterable<string>> {
  const found = await existing(database, kind, code, version);
  if (found.state === 'gone') {
    refuse('reference_not_found', `Version ${found.version} of ${code} was replaced days ago: its rows are gone.`);
  }
  return csvOf(fieldsOf(database, kind, found.id));
}

async function existing(database: Queryable, kind: ReferenceKind, code: string, version: number | undefined) {
  const found = await findReference(database, kind, code, version);
  if (found !== undefined) return found;
  const what = version === undefined ? '' : `version ${version} of `;
  return refuse('reference_not_found', `There is no ${what}${referenceNames[kind]} ${code}.`);
}

async function* csvOf(batches: AsyncIterable<readonly (readonly string[])[]>): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((fields) => `${fields.map(quoted).join(',')}\n`).join('');
}

function quoted(field: string): string {
  return /[",;\t]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
