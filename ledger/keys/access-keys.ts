/**
 * Access keys. The secret leaves this process once, in the reply that made it; the database keeps its SHA-256, which is
 * enough for 256 random bits.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const insertKey = sqlFile('ledger/keys/insert-key.sql');
const selectKey = sqlFile('ledger/keys/find-key.sql');
const updateRevoked = sqlFile('ledger/keys/revoke-key.sql');
const selectKeys = sqlFile('ledger/keys/select-keys.sql');

type KeyRole = 'till' | 'shop' | 'call-centre' | 'marketer' | 'admin';

/** A till's key names its till, a shop's its store, all others neither. Both must exist. */
export interface NewKey {
  readonly role: KeyRole;
  readonly store?: string;
  readonly till?: string;
  readonly title?: string;
}

interface Row {
  id: number;
  role: KeyRole;
  store: string | null;
  till: string | null;
  title: string | null;
  createdAt: Date;
  revokedAt: Date | null;
}
export type AccessKey = ReturnType<typeof shown<Row>>;

interface HolderRow {
  id: number;
  role: KeyRole;
  store: string | null;
  till: string | null;
}

export async function createKey(client: Queryable, key: NewKey): Promise<{ key: AccessKey; secret: string }> {
  const secret = `tg_${randomBytes(32).toString('base64url')}`;
  const made = await keepKey(client, key, secret);
  if (made === undefined) throw new Error('two random keys are the same');
  return { key: made, secret };
}

/** Keeps a key whose secret everybody knows: the demo's. Undefined: it is kept already. */
export async function keepKey(client: Queryable, key: NewKey, secret: string): Promise<AccessKey | undefined> {
  const values = [hashOf(secret), key.role, key.store ?? null, key.till ?? null, key.title ?? null];
  const { rows } = await client.query<Row>({ ...insertKey, values });
  const row = rows[0];
  if (row === undefined) return undefined;
  await appendToOutbox(client, { events: [{ event: 'key', id: row.id }] });
  return shown(row);
}

/** Undefined: no such key, or it was revoked. */
export async function findKey(
  database: Queryable,
  hash: Buffer,
): Promise<ReturnType<typeof shown<HolderRow>> | undefined> {
  const { rows } = await database.query<HolderRow>({ ...selectKey, values: [hash] });
  return rows[0] && shown(rows[0]);
}

/** Undefined: there is no key of that id. */
export async function revokeKey(client: Queryable, id: number): Promise<AccessKey | undefined> {
  const { rows } = await client.query<Row>({ ...updateRevoked, values: [id] });
  const row = rows[0];
  if (row === undefined) return undefined;
  await appendToOutbox(client, { events: [{ event: 'key', id: row.id }] });
  return shown(row);
}

export async function listKeys(
  database: Queryable,
  page: { readonly after?: number | undefined; readonly limit: number },
): Promise<AccessKey[]> {
  const { rows } = await database.query<Row>({ ...selectKeys, values: [page.after ?? 0, page.limit] });
  return rows.map((row) => shown(row));
}

export function hashOf(secret: string): Buffer {
  return Buffer.from(keyHash(secret), 'base64');
}

/** What a key is looked up by, in base64. */
export function keyHash(secret: string): string {
  return hash('sha256', secret, 'base64');
}
