import type { Queryable } from '../../../ledger/database.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { findStore } from '../../../ledger/network/stores.ts';
import {
  findTill,
  createTill as insertTill,
  listTills as selectTills,
  type Till,
  changeTill as updateTill,
} from '../../../ledger/network/tills.ts';
import { refuse } from '../../contract/errors.ts';
import type { NewTill, TillChange, WireTill } from '../../contract/network.ts';
import { pageSize } from '../../contract/paging.ts';
import { pageOf } from '../page.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

export function createTill(parts: WriteParts, key: RequestKey | undefined, body: NewTill): Promise<Written> {
  return writeOnce<WireTill>(parts, key, async (client) => {
    await requireStore(client, body.store);
    const till = await insertTill(client, body);
    if (till === undefined) {
      const message = `There is a till ${body.code} already.`;
      refuse('already_exists', message, { errors: [{ path: '/code', message }] });
    }
    return { status: 201, body: till, events: [{ event: 'network' }] };
  });
}

export function changeTill(
  parts: WriteParts,
  key: RequestKey | undefined,
  code: string,
  body: TillChange,
): Promise<Written> {
  return writeOnce<WireTill>(parts, key, async (client) => {
    if (body.store !== undefined) await requireStore(client, body.store);
    const till = await updateTill(client, code, body);
    if (till === undefined) refuse('till_not_found', `There is no till ${code}.`);
    return { status: 200, body: till, events: [{ event: 'network' }] };
  });
}

/** Stores are never deleted, so one that is there stays. */
async function requireStore(client: Queryable, code: string): Promise<void> {
  if ((await findStore(client, code)) !== undefined) return;
  refuse('store_not_found', `There is no store ${code}.`, { errors: [{ path: '/store', message: 'is not known' }] });
}

export async function showTill(database: Queryable, code: string): Promise<Till> {
  return (await findTill(database, code)) ?? refuse('till_not_found', `There is no till ${code}.`);
}

export async function listTills(
  database: Queryable,
  { store, after, limit = pageSize }: { readonly store?: string; readonly after?: string; readonly limit?: number },
): Promise<{ tills: Till[]; next?: string }> {
  const page = pageOf(await selectTills(database, { store, after, limit: limit + 1 }), limit, ({ code }) => code);
  return { tills: [...page.rows], ...(page.next !== undefined && { next: page.next }) };
}
