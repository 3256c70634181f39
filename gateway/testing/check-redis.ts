/** I8: when everything has come to rest, what Redis has of a party is what Postgres has. */
import { deepEqual } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Database } from '../../ledger/database.ts';
import { keys } from '../../ledger/gate/keys.ts';
import { decodeSnapshot } from '../../ledger/gate/snapshot-codec.ts';
import { loadParties } from '../../ledger/parties/load.ts';
import type { PartySnapshot } from '../../ledger/parties/party.ts';

/** The outbox is read each second, and no further than the oldest transaction of the whole server. */
const restMs = 60_000;

/** Throws where the two still differ after a while. */
export async function checkRedis({ redisUrl, pool }: { redisUrl: string; pool: Database }): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => {});
  await redis.connect();
  try {
    for (const until = Date.now() + restMs; ; await sleep(100)) {
      const cached = await cachedParties(redis);
      const kept = await loadParties(pool, [...cached.keys()]);
      const there = kept.map((party) => cached.get(party.party));
      try {
        deepEqual(there, kept, 'Redis has parties otherwise than Postgres');
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  } finally {
    redis.disconnect();
  }
}

/** Those whose snapshot is there, under the epoch in force. */
async function cachedParties(redis: Redis): Promise<Map<number, PartySnapshot>> {
  const found = new Map<number, PartySnapshot>();
  const epoch = await redis.get(keys.epoch);
  // An emptied Redis has none until it is next asked.
  if (epoch === null) return found;
  for await (const names of redis.scanBufferStream({ match: `*:${epoch}:snapshot`, count: 1_000 })) {
    for (const name of names as Buffer[]) {
      const value = await redis.get(name);
      const party = Number(/\{p:(\d+)\}/.exec(name.toString())?.[1]);
      const snapshot = value === null ? undefined : decodeSnapshot(party, value);
      if (snapshot !== undefined) found.set(party, snapshot);
    }
  }
  return found;
}
