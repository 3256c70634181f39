import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '../../database.ts';
import { placeOfNow } from '../read.ts';

/** Waits until everything committed so far is before the horizon, which transactions of other tests hold back too. */
export async function horizonPasses(database: Queryable): Promise<void> {
  const { rows } = await database.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
  while (BigInt((await placeOfNow(database)).xid) <= BigInt(rows[0]?.xid ?? 0)) await sleep(10);
}
