import { borrowPostgres } from '../config/embedded/start.ts';
import { readDatabaseEnvironment } from '../config/env.ts';
import type { Log } from '../config/log.ts';
import { createLogger } from '../config/logger.ts';
import { waitForPostgres } from '../config/reachable.ts';
import { type Database, openDatabase } from '../ledger/database.ts';
import { migrate } from '../ledger/migrations/migrate.ts';

/**
 * Runs a command on the database of DATABASE_URL or, without that, of the data folder, whether or not a gateway runs on
 * it. The database is migrated first; `applied` names what that took.
 */
export async function onDatabase(
  work: (database: Database, applied: readonly string[], url: string) => Promise<void>,
): Promise<void> {
  const { databaseUrl, dataFolder, logLevel } = readDatabaseEnvironment(process.env);
  const log = createLogger({ level: logLevel, readable: true, fileDescriptor: 2 });
  // An exit, unlike death by the signal itself, stops the embedded Postgres.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const { url, stop } = await (databaseUrl === undefined ? borrowPostgres(dataFolder, log) : given(databaseUrl, log));
  try {
    const applied = await migrate(url, log);
    const database = openDatabase(url, { max: 1 });
    try {
      await work(database, applied, url);
    } finally {
      await database.end();
    }
  } finally {
    await stop();
  }
}

async function given(url: string, log: Log): Promise<{ url: string; stop(): Promise<void> }> {
  await waitForPostgres(url, { log });
  return { url, stop: async () => {} };
}
