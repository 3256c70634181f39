import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Log } from './log.ts';
import { StartError } from './start-error.ts';

interface Patience {
  log: Log;
  patienceMs?: number;
}

// PostgreSQL's codes for a wrong password, user or database: waiting would not mend these. Redis answers likewise.
const FINAL = new Set(['28P01', '28000', '3D000']);
const FINAL_REPLY = /^(WRONGPASS|NOAUTH|ERR invalid password|ERR AUTH|ERR DB index)/;
const ATTEMPT_MS = 5_000;

/** Waits, for some seconds, until Postgres takes connections. @throws StartError */
export async function waitForPostgres(url: string, patience: Patience): Promise<void> {
  await waitFor({ ...patience, name: 'Postgres', variable: 'DATABASE_URL', url }, async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ATTEMPT_MS });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      await client.end().catch(() => {});
    }
  });
}

/** Waits, for some seconds, until Redis takes commands. @throws StartError */
export async function waitForRedis(url: string, patience: Patience): Promise<void> {
  await waitFor({ ...patience, name: 'Redis', variable: 'REDIS_URL', url }, async () => {
    const client = new Redis(url, {
      lazyConnect: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      connectTimeout: ATTEMPT_MS,
    });
    // What went wrong with the connection comes as an event; the call itself only says that it is closed.
    let fault: Error | undefined;
    client.on('error', (error) => {
      fault = error;
    });
    try {
      await client.connect();
      await client.ping();
    } catch (error) {
      throw fault ?? error;
    } finally {
      client.disconnect();
    }
  });
}

interface Target extends Patience {
  name: string;
  variable: string;
  url: string;
}

async function waitFor(target: Target, attempt: () => Promise<void>): Promise<void> {
  const { name, variable, log, patienceMs = 10_000 } = target;
  const place = new URL(target.url).host;
  const until = Date.now() + patienceMs;
  for (let tries = 1; ; tries++) {
    try {
      await attempt();
      return;
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const over = FINAL.has(code) || FINAL_REPLY.test(message) || Date.now() >= until;
      // An address that resolves to several is refused with an error whose message is empty.
      if (over)
        throw new StartError(`cannot reach ${name} at ${place} (${variable}): ${message || code}`, { cause: error });
      if (tries === 1) log.info(`waiting for ${name} at ${place}: ${message || code}`);
    }
    await sleep(Math.min(500, patienceMs));
  }
}
