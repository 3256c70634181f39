import type { Queryable } from '../../../ledger/database.ts';
import {
  type AccessKey,
  createKey as insertKey,
  listKeys as selectKeys,
  revokeKey as updateKey,
} from '../../../ledger/keys/access-keys.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { findStore } from '../../../ledger/network/stores.ts';
import { findTill } from '../../../ledger/network/tills.ts';
import { refuse } from '../../contract/errors.ts';
import type { NewKey, WireCreatedKey, WireKey } from '../../contract/network.ts';
import { pageSize } from '../../contract/paging.ts';
import { pageOf } from '../page.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

/** The secret is in this reply alone: given again for an Idempotency-Key, it is without. */
export function createKey(parts: WriteParts, key: RequestKey | undefined, body: NewKey): Promise<Written> {
  checkBinding(body);
  return writeOnce<WireCreatedKey>(parts, key, async (client) => {
    if (body.till !== undefined && (await findTill(client, body.till)) === undefined) {
      refuse('till_not_found', `There is no till ${body.till}.`, {
        errors: [{ path: '/till', message: 'is not known' }],
      });
    }
    if (body.store !== undefined && (await findStore(client, body.store)) === undefined) {
      refuse('store_not_found', `There is no store ${body.store}.`, {
        errors: [{ path: '/store', message: 'is not known' }],
      });
    }
    const { key: made, secret } = await insertKey(client, body);
    return { status: 201, body: { ...made, key: secret }, kept: made, events: [{ event: 'key', id: made.id }] };
  });
}

/** A till's key names a till, a shop's a store, and nobody's anything else. */
function checkBinding({ role, store, till }: NewKey): void {
  check('/till', till, role === 'till', role);
  check('/store', store, role === 'shop', role);
}

function check(path: string, code: string | undefined, wanted: boolean, role: string): void {
  if ((code !== undefined) === wanted) return;
  const message = wanted ? `is required for a ${role}’s key` : `is not for a key of role ${role}`;
  refuse('invalid_request', `${path} ${message}.`, { errors: [{ path, message }] });
}

export function revokeKey(parts: WriteParts, key: RequestKey | undefined, id: number): Promise<Written> {
  return writeOnce<WireKey>(parts, key, async (client) => {
    const revoked = await updateKey(client, id);
    if (revoked === undefined) refuse('key_not_found', `There is no key ${id}.`);
    return { status: 200, body: revoked, events: [{ event: 'key', id }] };
  });
}

export async function listKeys(
  database: Queryable,
  { after, limit = pageSize }: { readonly after?: number; readonly limit?: number },
): Promise<{ keys: AccessKey[]; next?: number }> {
  const page = pageOf(await selectKeys(database, { after, limit: limit + 1 }), limit, ({ id }) => id);
  return { keys: [...page.rows], ...(page.next !== undefined && { next: page.next }) };
}
