import type { Redis } from 'ioredis';
import { keys } from './keys.ts';

/**
 * The epoch in force and the parties' snapshots under the epoch the caller believes in, in the order asked; null: a
 * miss. One MGET, measured to cost a third of as many pipelined GETs, and the epoch is read at the very same moment.
 */
export async function readParties(
  redis: Redis,
  epoch: string,
  parties: readonly number[],
): Promise<{ epoch: string | undefined; values: (string | null)[] }> {
  const [current, ...values] = await redis.mget([keys.epoch, ...parties.map((party) => keys.snapshot(epoch, party))]);
  return { epoch: current ?? undefined, values };
}
