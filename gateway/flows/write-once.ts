/**
 * A write of reference data: one transaction, made once for each Idempotency-Key. The key's row is part of the
 * transaction, so a request that fails leaves its key free, and a duplicate that arrives meanwhile waits for the reply.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DatabaseClient, inTransaction } from '../../ledger/database.ts';
import { claimRequestKey, keepReply, type RequestKey } from '../../ledger/keys/request-keys.ts';
import type { TouchedParty } from '../../ledger/members/touch.ts';
import type { OutboxEvent } from '../../ledger/outbox/append.ts';
import { refuse } from '../contract/errors.ts';
import type { Parts } from '../parts.ts';
import { credentialOf } from '../plugins/access.ts';

interface Done<T> {
  readonly status: 200 | 201;
  readonly body: T;
  /** What a repetition is answered, where that must not be the body: a secret is not kept. */
  readonly kept?: T;
  /** What the other gateways learn from the outbox, and this one at once. */
  readonly events?: readonly OutboxEvent[];
  /** The party that changed, and its version now. */
  readonly party?: TouchedParty;
}

export type WriteParts = Pick<Parts, 'database' | 'directory' | 'credentials' | 'gate'>;

export interface Written {
  readonly status: number;
  readonly text: string;
  readonly replayed: boolean;
}

/** Undefined: the request brought no Idempotency-Key. `body`: what stands for one that was not kept, its digest say. */
export function requestKeyOf(request: FastifyRequest, body: unknown = request.body): RequestKey | undefined {
  const key = request.headers['idempotency-key'];
  const { call } = request.routeOptions.config;
  if (typeof key !== 'string' || call === undefined) return undefined;
  const asked = JSON.stringify([request.method, request.url, body ?? null]);
  const fingerprint = createHash('sha256').update(asked).digest();
  return { credential: credentialOf(request).id, operation: call, key, fingerprint };
}

export function refuseReused(detail: string): never {
  const path = 'idempotency-key';
  refuse('idempotency_key_reused', detail, { errors: [{ path, message: 'was used with another request' }] });
}

/** Refuses idempotency_key_reused. What `work` throws undoes everything, the key too. */
export async function writeOnce<T>(
  parts: WriteParts,
  key: RequestKey | undefined,
  work: (client: DatabaseClient) => Promise<Done<T>>,
): Promise<Written> {
  let events: readonly OutboxEvent[] = [];
  let party: TouchedParty | undefined;
  const written = await inTransaction(parts.database, async (client): Promise<Written> => {
    if (key !== undefined) {
      const claim = await claimRequestKey(client, key);
      if (claim === 'reused') refuseReused('Take a new key for another request.');
      if (claim !== 'new') return { status: claim.status, text: claim.reply, replayed: true };
    }
    const done = await work(client);
    events = done.events ?? [];
    party = done.party;
    if (key !== undefined) {
      await keepReply(client, key, { status: done.status, reply: JSON.stringify(done.kept ?? done.body) });
    }
    return { status: done.status, text: JSON.stringify(done.body), replayed: false };
  });
  for (const event of events) {
    parts.directory.apply(event);
    parts.credentials.apply(event);
  }
  // On the connection that every read uses, before the reply: who was answered never sees the member as before.
  if (party !== undefined) void parts.gate.outdate([[party.id, party.version]]);
  return written;
}

export function sendWritten(reply: FastifyReply, { status, text, replayed }: Written): FastifyReply {
  if (replayed) reply.header('idempotency-replayed', 'true');
  return reply.status(status).type('application/json; charset=utf-8').send(text);
}
