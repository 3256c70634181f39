import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

/** Longer than any request that may still carry an older snapshot. */
const rememberedMs = 10 * 60 * 1000;
const run = luaScript('outdate-parties');

/** A minute of outbox may name a hundred thousand parties; whoever reads a party meanwhile must not wait behind them all. */
const atOnce = 64;

/**
 * After this no snapshot of a party older than its version is read. With two gateways every other party of the outbox was
 * brought by the other one: they are looked at in calls of many, for the reasons and with the limits of refreshParties.
 */
export async function outdateParties(
  redis: Redis,
  epoch: string,
  changes: readonly (readonly [party: number, version: number])[],
): Promise<void> {
  for (let first = 0; first < changes.length; first += atOnce) {
    const slice = changes.slice(first, first + atOnce);
    const names: string[] = [];
    const args: number[] = [rememberedMs];
    for (const [party, version] of slice) {
      names.push(keys.snapshot(epoch, party));
      args.push(version);
    }
    await run(redis, names, args);
  }
}
