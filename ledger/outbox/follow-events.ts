/**
 * Tells a gateway what others have changed: a programme published, a card blocked, a key revoked. Events arrive in the
 * order of commits, at least once, and a few milliseconds after their commit: whoever writes one says NOTIFY, and the
 * follower looks again and again until no transaction that had begun by then is still open.
 */
import type { Database } from '../database.ts';
import type { OutboxEvent } from './append.ts';
import { type Follower, type FollowerLog, follow, pollMs } from './follow.ts';
import { listen } from './listen.ts';
import { placeOfNow, readOutbox } from './read.ts';

export interface EventFollowerOptions {
  readonly database: Database;
  /** For the connection that listens. */
  readonly databaseUrl: string;
  readonly log: FollowerLog;
  /** Where it rejects it is told the same again, three times in all. */
  readonly onEvents: (events: readonly OutboxEvent[]) => void | Promise<void>;
}

const eagerMs = 20;
/** An open transaction may be a long one, and need not have to do with the events. */
const eagerForMs = 1_000;
const triesOfHandler = 3;

/** Resolves when it follows: what is read from Postgres after that misses nothing. Rejects where Postgres is away. */
export async function followEvents(options: EventFollowerOptions): Promise<Pick<Follower, 'close'>> {
  const { database, databaseUrl, log, onEvents } = options;
  let place = await placeOfNow(database);
  let noticed = false;
  let noticedAt = -Infinity;
  let openThen = 0n;
  let tries = 0;

  async function handOver(events: readonly OutboxEvent[]): Promise<boolean> {
    try {
      if (events.length > 0) await onEvents(events);
      tries = 0;
      return true;
    } catch (cause) {
      tries += 1;
      const giveUp = tries === triesOfHandler;
      if (giveUp) tries = 0;
      log.error({ err: cause, events }, giveUp ? 'events were not dealt with' : 'events are told again');
      return giveUp;
    }
  }

  const follower = follow({
    name: 'events',
    log,
    async step() {
      const fresh = noticed;
      noticed = false;
      const news = await readOutbox(database, place, 'events');
      if (fresh) openThen = news.newest;
      if (news.pruned) log.warn({ place }, 'events were pruned before this gateway has read them');
      if (!(await handOver(news.parts.flat()))) return pollMs;
      place = news.next;
      if (news.more) return 0;
      return news.horizon < openThen && performance.now() - noticedAt < eagerForMs ? eagerMs : pollMs;
    },
  });
  const listener = listen({
    databaseUrl,
    log,
    onNotice() {
      noticed = true;
      noticedAt = performance.now();
      follower.wake();
    },
  });
  return {
    async close() {
      await Promise.all([listener.close(), follower.close()]);
    },
  };
}
