import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

const run = luaScript('epoch');

/** The epoch in force; a new one where Redis has none or has `giveUp`. */
export async function currentEpoch(redis: Redis, giveUp = ''): Promise<string> {
  return String(await run(redis, [keys.epoch], [randomBytes(6).toString('base64url'), giveUp]));
}
