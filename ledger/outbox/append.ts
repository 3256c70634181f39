/**
 * The outbox: one row a transaction says what it changed. Followers (follow.ts) read it in the order of commits: to
 * bring Redis up to date after a crash, and to tell every gateway of a new programme, a blocked card, a revoked key.
 */
import type { Queryable, Statement } from '../database.ts';
import type { ReferenceKind } from '../reference/kind.ts';

export type OutboxEvent =
  | { readonly event: 'programme'; readonly code: string }
  | {
      readonly event: 'member';
      readonly id: string;
      readonly phones: readonly string[];
      readonly cards: readonly string[];
    }
  | { readonly event: 'network' }
  /** A list, a segment or personal prices have a new current version. */
  | { readonly event: 'reference'; readonly kind: ReferenceKind; readonly code: string }
  | { readonly event: 'key'; readonly id: number }
  /** What its till is told: a hold of it lapsed. */
  | { readonly event: 'hold.expired'; readonly id: string; readonly till: string }
  /** A till opened a socket at one of the gateways: an older one, wherever it is, is closed. `at`: Postgres' clock, epoch ms. */
  | { readonly event: 'till.connected'; readonly till: string; readonly connection: string; readonly at: number };

export interface OutboxBody {
  /** [party, version] for each party that changed. */
  readonly parties?: readonly (readonly [number, number])[];
  /** Ids of receipts committed, cancelled, attached or returned. */
  readonly receipts?: readonly string[];
  readonly events?: readonly OutboxEvent[];
}

/** Events wake the gateways at once; parties and receipts are read when followers next look (a second at most). */
export function outboxStatements(body: OutboxBody): Statement[] {
  const append = {
    name: 'outbox-append',
    text: 'INSERT INTO outbox (body) VALUES ($1)',
    values: [JSON.stringify(body)],
  };
  const wakes = body.events !== undefined && body.events.length > 0;
  return wakes ? [append, { text: "SELECT pg_notify('tillgate', '')" }] : [append];
}

export async function appendToOutbox(client: Queryable, body: OutboxBody): Promise<void> {
  for (const statement of outboxStatements(body)) await client.query(statement);
}
