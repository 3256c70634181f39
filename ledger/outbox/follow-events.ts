/**
 * Tells a gateway what others have changed: a programme published, a card blocked, a key revoked. At least once, and as
 * soon as it is committed. An event says that something is to be read again, so their order does not matter, and none
 * waits for a transaction that began before it and is still open: it is told early, and passed over when the horizon
 * has come to it.
 */
import type { Database } from '../database.ts';
import type { OutboxEvent } from './append.ts';
import { type Follower, type FollowerLog, follow, pollMs } from './follow.ts';
import { listen } from './listen.ts';
import { type OutboxRow, placeOfNow, readEarlyEvents, readOutbox } from './read.ts';

export interface EventFollowerOptions {
  readonly database: Database;
  /** For the connection that listens. */
  readonly databaseUrl: string;
  readonly log: FollowerLog;
  /** Where it rejects it is told the same again, three times in all. */
  readonly onEvents: (events: readonly OutboxEvent[]) => void | Promise<void>;
  /** Events were missed, or could not be dealt with: whatever was made of them is to be made anew. */
  readonly onMissed: () => void | Promise<void>;
  /** How often it looks without having been woken; each second unless given. */
  readonly lookEveryMs?: number;
}

const triesOfHandler = 3;

/** Resolves when it follows: what is read from Postgres after that misses nothing. Rejects where Postgres is away. */
export async function followEvents(options: EventFollowerOptions): Promise<Pick<Follower, 'close'>> {
  const { database, databaseUrl, log, onEvents, onMissed, lookEveryMs = pollMs } = options;
  let place = await placeOfNow(database);
  /** Rows beyond the place that were told. */
  const toldEarly = new Set<string>();
  let tries = 0;

  /** False: the same rows are to be told again. */
  async function tell(rows: readonly OutboxRow<'events'>[]): Promise<boolean> {
    const events = rows.filter((row) => !toldEarly.has(keyOf(row))).flatMap((row) => row.part);
    if (events.length === 0) return true;
    try {
      await onEvents(events);
      tries = 0;
      return true;
    } catch (cause) {
      tries += 1;
      const giveUp = tries === triesOfHandler;
      if (giveUp) tries = 0;
      log.error({ err: cause, events }, giveUp ? 'events were not dealt with' : 'events are told again');
      if (giveUp) await onMissed();
      return giveUp;
    }
  }

  const follower = follow({
    name: 'events',
    log,
    async step() {
      const { rows, next, more, pruned } = await readOutbox(database, place, 'events');
      if (pruned) {
        log.warn({ place }, 'events were pruned before this gateway has read them');
        await onMissed();
      }
      if (!(await tell(rows))) return lookEveryMs;
      for (const row of rows) toldEarly.delete(keyOf(row));
      place = next;
      if (more) return 0;
      const early = await readEarlyEvents(database, place);
      if (await tell(early)) for (const row of early) toldEarly.add(keyOf(row));
      return lookEveryMs;
    },
  });
  const listener = listen({ databaseUrl, log, onNotice: follower.wake });
  return {
    async close() {
      await Promise.all([listener.close(), follower.close()]);
    },
  };
}

function keyOf(row: OutboxRow<'events'>): string {
  return `${row.xid}:${row.id}`;
}
