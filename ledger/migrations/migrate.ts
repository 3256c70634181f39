import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** The database has migrations that this program lacks: a newer program has been at work on it. */
export class NewerDatabase extends Error {
  override name = 'NewerDatabase';
}

interface MigrationLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const TABLE = 'migrations';

/** The folder of the numbered .sql files. */
export const migrationsFolder = join(
  dirname(fileURLToPath(import.meta.resolve('tillgate/package.json'))),
  'ledger/migrations',
);

/**
 * Brings a database up to this program's version, all in one transaction and under an advisory lock: of several
 * processes that start together one migrates and the others wait.
 *
 * @returns the names of the migrations applied, in order; none when there was nothing to do
 * @throws NewerDatabase, without having changed anything
 */
export async function migrate(databaseUrl: string, log: MigrationLog): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await refuseNewer(client);
    const applied = await runner({
      dbClient: client,
      dir: migrationsFolder,
      ignorePattern: '(?!.*\\.sql$).*',
      migrationsTable: TABLE,
      direction: 'up',
      advisoryLockMode: 'wait',
      logger: { debug: () => {}, info: () => {}, warn: (line) => log.warn(line), error: (line) => log.error(line) },
    });
    const names = applied.map(({ name }) => name);
    if (names.length > 0) log.info(`applied the migrations ${names.join(', ')}`);
    return names;
  } finally {
    await client.end();
  }
}

async function refuseNewer(client: pg.Client): Promise<void> {
  const { rows: tables } = await client.query('SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = $2', [
    'public',
    TABLE,
  ]);
  if (tables.length === 0) return;
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${TABLE} ORDER BY id`);
  const known = new Set(readdirSync(migrationsFolder).map((file) => file.replace(/\.sql$/, '')));
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new NewerDatabase(
    `the database is of a newer version than this program: it has ${unknown.join(', ')}, which this program lacks; ` +
      'install the newer program',
  );
}
