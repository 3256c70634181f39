import type { Redis } from 'ioredis';
import type { PartySnapshot } from '../parties/party.ts';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';
import { encodeSnapshot } from './snapshot-codec.ts';

/** A party unseen for a day is read from Postgres again. */
const keptMs = 24 * 60 * 60 * 1000;
const run = luaScript('refresh-party');

/** Resolves to false where Redis has the party at this version or a later one already. */
export async function refreshParty(redis: Redis, epoch: string, snapshot: PartySnapshot): Promise<boolean> {
  const value = encodeSnapshot(snapshot);
  return (await run(redis, [keys.snapshot(epoch, snapshot.party)], [snapshot.version, value, keptMs])) === 1;
}
