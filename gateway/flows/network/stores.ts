import type { Queryable } from '../../../ledger/database.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import {
  findStore,
  createStore as insertStore,
  type Store,
  listStores as selectStores,
  changeStore as updateStore,
} from '../../../ledger/network/stores.ts';
import { refuse } from '../../contract/errors.ts';
import type { NewStore, StoreChange, WireStore } from '../../contract/network.ts';
import { pageSize } from '../../contract/paging.ts';
import { pageOf } from '../page.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { checkTimezone } from './timezone.ts';

export function createStore(parts: WriteParts, key: RequestKey | undefined, body: NewStore): Promise<Written> {
  checkTimezone(body.timezone);
  return writeOnce<WireStore>(parts, key, async (client) => {
    const store = await insertStore(client, body);
    if (store === undefined) {
      const message = `There is a store ${body.code} already.`;
      refuse('already_exists', message, { errors: [{ path: '/code', message }] });
    }
    return { status: 201, body: store, events: [{ event: 'network' }] };
  });
}

export function changeStore(
  parts: WriteParts,
  key: RequestKey | undefined,
  code: string,
  body: StoreChange,
): Promise<Written> {
  if (body.timezone !== undefined) checkTimezone(body.timezone);
  return writeOnce<WireStore>(parts, key, async (client) => {
    const store = await updateStore(client, code, body);
    if (store === undefined) refuse('store_not_found', `There is no store ${code}.`);
    return { status: 200, body: store, events: [{ event: 'network' }] };
  });
}

export async function showStore(database: Queryable, code: string): Promise<Store> {
  return (await findStore(database, code)) ?? refuse('store_not_found', `There is no store ${code}.`);
}

export async function listStores(
  database: Queryable,
  { after, limit = pageSize }: { readonly after?: string; readonly limit?: number },
): Promise<{ stores: Store[]; next?: string }> {
  const page = pageOf(await selectStores(database, { after, limit: limit + 1 }), limit, ({ code }) => code);
  return { stores: [...page.rows], ...(page.next !== undefined && { next: page.next }) };
}
