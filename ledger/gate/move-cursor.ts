import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

/** Where Redis stands; `place` is the follower's own, a word without spaces. Undefined: nowhere yet in this epoch. */
export interface RedisPosition {
  /** Of the connection it was read on. */
  readonly generation: number;
  readonly epoch: string;
  readonly place: string | undefined;
}

const run = luaScript('move-cursor');

export async function readCursor(redis: Redis): Promise<{ epoch: string | undefined; place: string | undefined }> {
  const [epoch, cursor] = await redis.mget(keys.epoch, keys.cursor);
  const [cursorEpoch, place] = cursor?.split(' ') ?? [];
  return { epoch: epoch ?? undefined, place: cursorEpoch === epoch ? place : undefined };
}

/** False where Redis is not where it was when the caller read its position. */
export async function moveCursor(redis: Redis, from: RedisPosition, place: string): Promise<boolean> {
  return (await run(redis, [keys.epoch, keys.cursor], [from.epoch, from.place ?? '', place])) === 1;
}
