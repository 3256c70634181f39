import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

/** Longer than any request that may still carry an older snapshot. */
const rememberedMs = 10 * 60 * 1000;
const run = luaScript('outdate-party');

/** A minute of outbox may name a hundred thousand parties; whoever reads a party meanwhile must not wait behind them all. */
const atOnce = 500;

/** After this no snapshot of a party older than its version is read. */
export async function outdateParties(
  redis: Redis,
  epoch: string,
  changes: readonly (readonly [party: number, version: number])[],
): Promise<void> {
  for (let first = 0; first < changes.length; first += atOnce) {
    const slice = changes.slice(first, first + atOnce);
    await Promise.all(
      slice.map(([party, version]) => run(redis, [keys.snapshot(epoch, party)], [version, rememberedMs])),
    );
  }
}
