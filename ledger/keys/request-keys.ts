/**
 * Idempotency-Keys of writes that have no key of their own. The key's row is written in the transaction of the write, so
 * that either both are there or neither; only a write that succeeded uses its key up.
 */
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';

const claim = sqlFile('ledger/keys/claim-request-key.sql');
const find = sqlFile('ledger/keys/find-request-key.sql');
const keep = sqlFile('ledger/keys/keep-reply.sql');
const purge = sqlFile('ledger/keys/purge-request-keys.sql');

const keptFor = '30 days';

export interface RequestKey {
  /** Whose request it is: keys of different credentials have nothing to do with one another. */
  readonly credential: number;
  readonly operation: string;
  readonly key: string;
  /** SHA-256 of what was asked. */
  readonly fingerprint: Buffer;
}

export interface StoredReply {
  readonly status: number;
  readonly reply: string;
}

/** 'new': go on, and keep the reply; 'reused': the key was used for something else; else the reply to give again. */
export async function claimRequestKey(client: Queryable, request: RequestKey): Promise<'new' | 'reused' | StoredReply> {
  const { credential, operation, key, fingerprint } = request;
  const claimed = await client.query({ ...claim, values: [credential, operation, key, fingerprint, keptFor] });
  if (claimed.rows.length > 0) return 'new';
  const { rows } = await client.query<StoredReply & { fingerprint: Buffer }>({
    ...find,
    values: [credential, operation, key],
  });
  const stored = rows[0];
  if (stored === undefined) throw new Error(`the request key ${operation} ${key} went while it was read`);
  if (!stored.fingerprint.equals(fingerprint)) return 'reused';
  return { status: stored.status, reply: stored.reply };
}

export async function keepReply(client: Queryable, request: RequestKey, { status, reply }: StoredReply): Promise<void> {
  await client.query({ ...keep, values: [request.credential, request.operation, request.key, status, reply] });
}

/** Forgets keys older than 30 days; run it now and then. Returns how many went. */
export async function purgeRequestKeys(database: Queryable): Promise<number> {
  return (await database.query({ ...purge, values: [keptFor] })).rowCount ?? 0;
}
