/**
 * Keeps Redis in step with Postgres (I8): whatever became of the refresh that follows a commit, each changed party is
 * outdated in Redis unless it is there at that version, so that the next reader takes it from Postgres.
 *
 * The place up to which this is done is kept in Redis itself, so it is always as old as the parties beside it:
 *   an older Redis comes back with its older place, and what happened since is done again;
 *   an emptied Redis has no place and no parties. It starts from a minute ago, for a request that read a party before
 *     Redis was emptied may cache it afterwards;
 *   a Redis older than the outbox reaches back is given a new epoch, under which it is empty.
 * All gateways do this, and share the work by the place: it moves only from where it was read.
 */
import type { Database } from '../database.ts';
import type { OutboxPosition } from '../gate/gate.ts';
import { type Follower, type FollowerLog, follow, pollMs } from './follow.ts';
import { type OutboxPlace, placeOfAMinuteAgo, readOutbox } from './read.ts';

export interface RedisKeeperOptions {
  readonly database: Database;
  readonly outbox: OutboxPosition;
  readonly log: FollowerLog;
}

export function keepRedisInStep({ database, outbox, log }: RedisKeeperOptions): Follower {
  return follow({
    name: 'parties',
    log,
    async step() {
      const from = await outbox.read();
      if (from === undefined) return pollMs;
      if (from.place === undefined) {
        const started = await outbox.advance(from, [], textOf(await placeOfAMinuteAgo(database)));
        return started ? 0 : pollMs;
      }
      const news = await readOutbox(database, placeOf(from.place), 'parties');
      if (news.pruned) {
        log.warn({ place: from.place }, 'Redis is older than the outbox; all it has cached is given up');
        await outbox.renew(from.epoch);
        return pollMs;
      }
      const place = textOf(news.next);
      if (place === from.place) return pollMs;
      const versions = new Map<number, number>();
      for (const [party, version] of news.rows.flatMap((row) => row.part)) {
        versions.set(party, Math.max(version, versions.get(party) ?? 0));
      }
      const advanced = await outbox.advance(from, [...versions], place);
      return advanced && news.more ? 0 : pollMs;
    },
  });
}

function textOf(place: OutboxPlace): string {
  return `${place.xid}:${place.id}`;
}

function placeOf(text: string): OutboxPlace {
  const [xid = '0', id = '0'] = text.split(':');
  return { xid, id: Number(id) };
}
