/** A connection of its own that hears NOTIFY tillgate, made again whenever it is lost. */
import pg from 'pg';
import type { FollowerLog } from './follow.ts';

export interface Listener {
  close(): Promise<void>;
}

const retryMs = 1_000;

/** `onNotice` is also called when the connection was made anew: something may have been said meanwhile. */
export function listen(options: { databaseUrl: string; log: FollowerLog; onNotice: () => void }): Listener {
  let closed = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let complained = false;

  async function open(): Promise<void> {
    const opening = new pg.Client({
      connectionString: options.databaseUrl,
      application_name: 'tillgate-listen',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    client = opening;
    let lost = false;
    const lose = (cause: unknown): void => {
      if (lost || closed) return;
      lost = true;
      if (!complained) options.log.warn({ err: cause }, 'not listening to Postgres; news arrives within a second');
      complained = true;
      opening.end().catch(() => {});
      retry = setTimeout(open, retryMs);
    };
    opening.on('error', lose);
    opening.on('end', () => lose(undefined));
    opening.on('notification', options.onNotice);
    try {
      await opening.connect();
      await opening.query('LISTEN tillgate');
      if (complained) options.log.info({}, 'listening to Postgres again');
      complained = false;
      options.onNotice();
    } catch (cause) {
      lose(cause);
    }
  }

  const opened = open();
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      await opened;
      await client?.end().catch(() => {});
    },
  };
}
