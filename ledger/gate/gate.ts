/**
 * Redis as the flows see it: a cache of parties, provisional reservations and velocity limits. Nothing in it is needed:
 * while Redis is away reads are misses, reservations are `unknown` and everybody is within limits, and what it says is
 * checked again in Postgres whenever it matters.
 *
 * Whoever finds another epoch than it believed in takes what it asked for as missed, and goes on under the new one.
 */

import { coalesced } from '../coalesce.ts';
import type { PartySnapshot } from '../parties/party.ts';
import { connect, type GateLog } from './connection.ts';
import { currentEpoch } from './epoch.ts';
import { KeptHere } from './kept-here.ts';
import { moveCursor, type RedisPosition, readCursor } from './move-cursor.ts';
import { outdateParties } from './outdate-parties.ts';
import { readParties } from './read-party.ts';
import { refreshParties } from './refresh-parties.ts';
import { releasePoints } from './release-points.ts';
import { type Reservation, type ReserveOutcome, reservePoints } from './reserve-points.ts';
import { decodeSnapshot } from './snapshot-codec.ts';
import { type RateLimit, type RateOutcome, takeRate } from './take-rate.ts';

export interface Gate {
  /** Those that are cached; calls of one moment are one trip. */
  read(parties: readonly number[]): Promise<Map<number, PartySnapshot>>;
  /** Caches parties as Postgres has them; an older version never takes the place of a newer one. */
  refresh(snapshots: readonly PartySnapshot[]): Promise<void>;
  /** Parties that have changed, [party, version]: whatever is cached of them from before is not read again. */
  outdate(changes: readonly (readonly [number, number])[]): Promise<void>;
  reserve(wanted: Reservation): Promise<ReserveOutcome>;
  /** After `refresh`, so that the points are never free in between. */
  release(reservation: Pick<Reservation, 'party' | 'receipt'>): Promise<void>;
  takeRate(limit: RateLimit): Promise<RateOutcome>;
  readonly outbox: OutboxPosition;
  state(): 'up' | 'down';
  quit(): Promise<void>;
}

/** For the follower that keeps Redis in step with Postgres (ledger/outbox/keep-redis.ts). */
export interface OutboxPosition {
  /** Undefined: Redis is away. */
  read(): Promise<RedisPosition | undefined>;
  /**
   * Outdates parties, [party, version], then moves to `place`; false where any of it was not done, or Redis has not
   * been the same all the while since `from` was read.
   */
  advance(from: RedisPosition, changes: readonly (readonly [number, number])[], place: string): Promise<boolean>;
  /** Gives an epoch up: everything cached is a miss from now on. */
  renew(epoch: string): Promise<void>;
}

const partiesPerTrip = 256;

export interface GateOptions {
  readonly redisUrl: string;
  readonly log: GateLog;
  /** How long Redis may take for an answer before it counts as away; a quarter of a second unless given. */
  readonly patienceMs?: number;
}

export async function createGate({ redisUrl, log, patienceMs }: GateOptions): Promise<Gate> {
  const connection = await connect(redisUrl, log, patienceMs);
  const keptHere = new KeptHere();
  let epoch: string | undefined;

  /** Does the work under the epoch believed in, which is asked for where none is. */
  function attempt<T>(
    work: (redis: Parameters<typeof currentEpoch>[0], epoch: string) => Promise<T>,
    otherwise: T,
  ): Promise<T> {
    return connection.attempt(async (redis) => {
      epoch ??= await currentEpoch(redis);
      return work(redis, epoch);
    }, otherwise);
  }

  function readTrip(parties: readonly number[], found: Map<number, PartySnapshot>): Promise<void> {
    return attempt(async (redis, believed) => {
      const { epoch: current, values } = await readParties(redis, believed, parties);
      if (current !== believed) {
        epoch = current ?? (await currentEpoch(redis));
        return;
      }
      for (const [index, party] of parties.entries()) {
        const value = values[index] ?? null;
        const snapshot = value === null ? undefined : decodeSnapshot(party, value);
        if (snapshot !== undefined) found.set(party, snapshot);
      }
    }, undefined);
  }

  const outbox: OutboxPosition = {
    read: () =>
      connection.attempt<RedisPosition | undefined>(async (redis) => {
        const { generation } = connection;
        const { epoch: current, place } = await readCursor(redis);
        epoch = current ?? (await currentEpoch(redis));
        return { generation, epoch, place };
      }, undefined),
    advance: (from, changes, place) =>
      connection.attempt(async (redis) => {
        await outdateParties(redis, from.epoch, keptHere.unheard(from, changes));
        // A rewound Redis may well have its cursor where it was, and the parties as they were before: but then it was
        // restarted or replaced, and this is another connection.
        return from.generation === connection.generation && (await moveCursor(redis, from, place));
      }, false),
    renew: (given) =>
      connection.attempt(async (redis) => {
        epoch = await currentEpoch(redis, given);
      }, undefined),
  };

  return {
    read: coalesced(async (parties) => {
      const found = new Map<number, PartySnapshot>();
      const trips: Promise<void>[] = [];
      for (let first = 0; first < parties.length; first += partiesPerTrip) {
        trips.push(readTrip(parties.slice(first, first + partiesPerTrip), found));
      }
      await Promise.all(trips);
      return found;
    }),
    refresh: (snapshots) =>
      attempt(async (redis, believed) => {
        const life = { generation: connection.generation, epoch: believed };
        await refreshParties(redis, believed, snapshots, ({ party, version }) => keptHere.learn(life, party, version));
      }, undefined),
    outdate: (changes) => attempt((redis, believed) => outdateParties(redis, believed, changes), undefined),
    reserve: (wanted) => attempt((redis, believed) => reservePoints(redis, believed, wanted), 'unknown'),
    release: ({ party, receipt }) =>
      attempt((redis, believed) => releasePoints(redis, believed, party, receipt), undefined),
    takeRate: (limit) => connection.attempt((redis) => takeRate(redis, limit), { allowed: true }),
    outbox,
    state: connection.state,
    quit: connection.quit,
  };
}
