import type { Redis } from 'ioredis';
import { keys } from './keys.ts';

/** Gives up what the receipt has reserved, if anything. */
export async function releasePoints(redis: Redis, epoch: string, party: number, receipt: string): Promise<void> {
  await redis.hdel(keys.reserved(epoch, party), receipt);
}
