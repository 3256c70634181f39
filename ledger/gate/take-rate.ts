import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

export interface RateLimit {
  /** Who is limited, and in what: "receipts/till-7". */
  readonly key: string;
  readonly perSecond: number;
  /** How many may come at once after a pause. */
  readonly burst: number;
}

export interface RateOutcome {
  readonly allowed: boolean;
  readonly retryAfterMs?: number;
}

const run = luaScript('take-rate');

export async function takeRate(redis: Redis, { key, perSecond, burst }: RateLimit): Promise<RateOutcome> {
  const waitMs = Number(await run(redis, [keys.rate(key)], [1_000_000 / perSecond, burst]));
  return waitMs === 0 ? { allowed: true } : { allowed: false, retryAfterMs: waitMs };
}
