import type { Redis } from 'ioredis';
import { keys } from './keys.ts';
import { luaScript } from './script.ts';

export interface Reservation {
  readonly party: number;
  /** The receipt's key or id, whatever names it again on a retry. */
  readonly receipt: string;
  /** In the programme's point unit. */
  readonly points: number;
  readonly ttlMs: number;
}

/** unknown: Redis cannot say, Postgres must. */
export type ReserveOutcome = 'reserved' | 'insufficient' | 'unknown';

const outcomes = new Map<unknown, ReserveOutcome>([
  [1, 'reserved'],
  [0, 'insufficient'],
  [-1, 'unknown'],
]);
const run = luaScript('reserve-points');

export async function reservePoints(redis: Redis, epoch: string, wanted: Reservation): Promise<ReserveOutcome> {
  const code = await run(
    redis,
    [keys.snapshot(epoch, wanted.party), keys.reserved(epoch, wanted.party)],
    [wanted.receipt, wanted.points, wanted.ttlMs],
  );
  return outcomes.get(code) ?? 'unknown';
}
