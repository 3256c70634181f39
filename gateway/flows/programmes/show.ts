import type { Queryable } from '../../../ledger/database.ts';
import {
  findSource,
  findVersion,
  listProgrammes,
  listVersions,
  type ProgrammeSummary,
  type VersionSummary,
} from '../../../ledger/programs/list.ts';
import { refuse } from '../../contract/errors.ts';
import { pageSize } from '../../contract/paging.ts';
import type { WireVersionWithSource } from '../../contract/programme.ts';
import { pageOf } from '../page.ts';

export async function showProgramme(database: Queryable, code: string): Promise<ProgrammeSummary> {
  const [found] = await listProgrammes(database, code);
  return found ?? refuse('programme_not_found', `There is no programme ${code}.`);
}

/** Newest first. */
export async function showVersions(
  database: Queryable,
  code: string,
  { before, limit = pageSize }: { readonly before?: number; readonly limit?: number },
): Promise<{ versions: VersionSummary[]; next?: number }> {
  await showProgramme(database, code);
  const page = pageOf(
    await listVersions(database, code, { before, limit: limit + 1 }),
    limit,
    ({ version }) => version,
  );
  return { versions: [...page.rows], ...(page.next !== undefined && { next: page.next }) };
}

export async function showVersion(database: Queryable, code: string, version: number): Promise<WireVersionWithSource> {
  const found = await findVersion(database, code, version);
  const source = await findSource(database, code, version);
  if (found === undefined || source === undefined) {
    refuse('programme_not_found', `There is no version ${version} of programme ${code}.`);
  }
  return { ...found, source };
}
