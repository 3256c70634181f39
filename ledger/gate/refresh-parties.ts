import type { Redis } from 'ioredis';
import type { PartySnapshot } from '../parties/party.ts';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';
import { encodeSnapshot } from './snapshot-codec.ts';

/** A party unseen for a day is read from Postgres again. */
const keptMs = 24 * 60 * 60 * 1000;
const run = luaScript('refresh-parties');

/** A batch of the committer is one call; what many callers missed must not keep Redis from others for long. */
const atOnce = 64;

/**
 * After this Redis has each party at its version or at a later one. One call for many costs a fifth of a call each, on
 * either side; on a Redis Cluster its keys would have to be of one slot, as those of an MGET: a call a party there.
 */
export async function refreshParties(
  redis: Redis,
  epoch: string,
  snapshots: readonly PartySnapshot[],
  refreshed: (snapshot: PartySnapshot) => void,
): Promise<void> {
  for (let first = 0; first < snapshots.length; first += atOnce) {
    const slice = snapshots.slice(first, first + atOnce);
    const args: (string | number)[] = [keptMs];
    for (const snapshot of slice) args.push(snapshot.version, encodeSnapshot(snapshot));
    await run(
      redis,
      slice.map(({ party }) => keys.snapshot(epoch, party)),
      args,
    );
    slice.forEach(refreshed);
  }
}
