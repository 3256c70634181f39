import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

/** Longer than any request that may still carry an older snapshot. */
const rememberedMs = 10 * 60 * 1000;
const run = luaScript('outdate-party');

/** After this no snapshot of the party older than `version` is read. */
export async function outdateParty(redis: Redis, epoch: string, party: number, version: number): Promise<void> {
  await run(redis, [keys.snapshot(epoch, party)], [version, rememberedMs]);
}
