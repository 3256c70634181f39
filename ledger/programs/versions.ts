/**
 * Versions of a programme.
 *
 *     draft ──publish──▶ published ──revoke──▶ revoked, for good
 *       └────────────────revoke───────────────────▲
 *
 * In force is the version published last of those that are not revoked: publishing an older one again brings it back,
 * revoking the one in force brings back the one before. Only one transaction at a time changes a programme.
 */
import type { LintMessage } from '../../rules/model/lint.ts';
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import { findVersion } from './list.ts';

const lockProgramme = sqlFile('ledger/programs/lock-programme.sql');
const selectNewest = sqlFile('ledger/programs/newest-version.sql');
const insertVersion = sqlFile('ledger/programs/insert-version.sql');
const updatePublished = sqlFile('ledger/programs/publish-version.sql');
const updateRevoked = sqlFile('ledger/programs/revoke-version.sql');
const selectDocument = sqlFile('ledger/programs/select-document.sql');

type VersionState = 'draft' | 'published' | 'revoked';

export interface NewVersion {
  readonly code: string;
  /** SHA-256 of the canonical document, hex. */
  readonly hash: string;
  /** As it was sent. */
  readonly source: string;
  /** As it was parsed. */
  readonly document: unknown;
  readonly lint: readonly LintMessage[];
}

/** Numbers the document max + 1; sent again, the newest version is given again, unless it was revoked. */
export async function saveVersion(
  client: Queryable,
  version: NewVersion,
): Promise<{ readonly version: number; readonly created: boolean }> {
  const { code, hash, source, document, lint } = version;
  await client.query({ ...lockProgramme, values: [code] });
  const newest = (
    await client.query<{ version: number; hash: string; state: VersionState }>({ ...selectNewest, values: [code] })
  ).rows[0];
  if (newest?.hash === hash && newest.state !== 'revoked') return { version: newest.version, created: false };
  const number = (newest?.version ?? 0) + 1;
  const values = [code, number, hash, source, JSON.stringify(document), JSON.stringify(lint)];
  await client.query({ ...insertVersion, values });
  return { version: number, created: true };
}

type ChangeOutcome = 'done' | 'programme_not_found' | 'programme_revoked';

export async function publishVersion(client: Queryable, code: string, version: number): Promise<ChangeOutcome> {
  await client.query({ ...lockProgramme, values: [code] });
  const found = await findVersion(client, code, version);
  if (found === undefined) return 'programme_not_found';
  if (found.state === 'revoked') return 'programme_revoked';
  if (found.current) return 'done';
  await client.query({ ...updatePublished, values: [code, version] });
  await appendToOutbox(client, { events: [{ event: 'programme', code }] });
  return 'done';
}

/** Revoking what is revoked changes nothing. */
export async function revokeVersion(
  client: Queryable,
  code: string,
  version: number,
): Promise<Exclude<ChangeOutcome, 'programme_revoked'>> {
  await client.query({ ...lockProgramme, values: [code] });
  const found = await findVersion(client, code, version);
  if (found === undefined) return 'programme_not_found';
  if (found.state === 'revoked') return 'done';
  await client.query({ ...updateRevoked, values: [code, version] });
  await appendToOutbox(client, { events: [{ event: 'programme', code }] });
  return 'done';
}

export interface VersionDocument {
  readonly code: string;
  readonly version: number;
  readonly hash: string;
  readonly state: VersionState;
  readonly document: unknown;
}

/** A version by its number, or the one in force. */
export async function findDocument(
  database: Queryable,
  code: string,
  version?: number,
): Promise<VersionDocument | undefined> {
  return (await database.query<VersionDocument>({ ...selectDocument, values: [code, version ?? null] })).rows[0];
}
