/** What there is of programmes, for people to look at. */
import type { LintMessage } from '../../rules/model/lint.ts';
import type { Queryable } from '../database.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const selectProgrammes = sqlFile('ledger/programs/select-programmes.sql');
const selectVersions = sqlFile('ledger/programs/select-versions.sql');
const selectSource = sqlFile('ledger/programs/select-source.sql');

interface ProgrammeRow {
  code: string;
  newest: number;
  current: number | null;
}
export type ProgrammeSummary = ReturnType<typeof shown<ProgrammeRow>>;

interface VersionRow {
  code: string;
  version: number;
  hash: string;
  state: 'draft' | 'published' | 'revoked';
  current: boolean;
  lint: LintMessage[];
  createdAt: Date;
  publishedAt: Date | null;
  revokedAt: Date | null;
}
export type VersionSummary = ReturnType<typeof shown<VersionRow>>;

/** All, or the one of that code. */
export async function listProgrammes(database: Queryable, code?: string): Promise<ProgrammeSummary[]> {
  const { rows } = await database.query<ProgrammeRow>({ ...selectProgrammes, values: [code ?? null] });
  return rows.map((row) => shown(row));
}

/** Newest first, from the one before `before`. */
export async function listVersions(
  database: Queryable,
  code: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<VersionSummary[]> {
  const values = [code, null, page.before ?? null, page.limit];
  return (await database.query<VersionRow>({ ...selectVersions, values })).rows.map((row) => shown(row));
}

export async function findVersion(
  database: Queryable,
  code: string,
  version: number,
): Promise<VersionSummary | undefined> {
  const row = (await database.query<VersionRow>({ ...selectVersions, values: [code, version, null, 1] })).rows[0];
  return row && shown(row);
}

/** A version as it was sent, YAML or JSON. */
export async function findSource(database: Queryable, code: string, version: number): Promise<string | undefined> {
  return (await database.query<{ source: string }>({ ...selectSource, values: [code, version] })).rows[0]?.source;
}
