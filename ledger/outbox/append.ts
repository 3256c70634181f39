/**
 * The outbox: one row a transaction says what it changed. Followers (follow.ts) read it in the order of commits: to
 * bring Redis up to date after a crash, and to tell every gateway of a new programme, a blocked card, a revoked key.
 */
import type { Queryable } from '../database.ts';

export type OutboxEvent =
  | { readonly event: 'programme'; readonly code: string }
  | {
      readonly event: 'member';
      readonly id: string;
      readonly phones: readonly string[];
      readonly cards: readonly string[];
    }
  | { readonly event: 'network' }
  | { readonly event: 'key'; readonly id: number };

export interface OutboxBody {
  /** [party, version] for each party that changed. */
  readonly parties?: readonly (readonly [number, number])[];
  /** Ids of receipts committed, cancelled, attached or returned. */
  readonly receipts?: readonly string[];
  readonly events?: readonly OutboxEvent[];
}

/** Events wake the gateways at once; parties and receipts are read when followers next look (a second at most). */
export async function appendToOutbox(client: Queryable, body: OutboxBody): Promise<void> {
  await client.query({
    name: 'outbox-append',
    text: 'INSERT INTO outbox (body) VALUES ($1)',
    values: [JSON.stringify(body)],
  });
  if (body.events !== undefined && body.events.length > 0) await client.query("SELECT pg_notify('tillgate', '')");
}
