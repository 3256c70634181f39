import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Test } from 'tap';
import { type Database, openDatabase } from '../database.ts';
import { migrate, migrationsFolder } from '../migrations/migrate.ts';
import { leaseOf } from './lease.ts';

interface TestDatabase {
  url: string;
  /** Ended when the test is over. */
  pool: Database;
}

/**
 * A migrated and otherwise empty database on a real Postgres, the test's own; dropped when the test is over. The server
 * is shared by all test files and runs without fsync.
 */
export async function testDatabase(t: Pick<Test, 'teardown'>): Promise<TestDatabase> {
  const { url, adminUrl = '', end } = await leaseOf('database');
  await clone(adminUrl, new URL(url).pathname.slice(1));
  const pool = openDatabase(url, { max: 10 });
  // An ended pool may still be closing its connections when the database is dropped under them.
  pool.on('error', () => {});
  t.teardown(async () => {
    await pool.end();
    end();
  });
  return { url, pool };
}

async function clone(adminUrl: string, name: string): Promise<void> {
  const template = `template_${hashOfMigrations()}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    // Of the test processes that find no template, one makes it and the others wait.
    await admin.query('SELECT pg_advisory_lock(1)');
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount === 0) await makeTemplate(admin, adminUrl, template);
    await admin.query('SELECT pg_advisory_unlock(1)');
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY wal_log`);
  } finally {
    await admin.end();
  }
}

async function makeTemplate(admin: pg.Client, adminUrl: string, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`;
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${unfinished}`);
  const url = new URL(adminUrl);
  url.pathname = unfinished;
  await migrate(url.href, { info() {}, warn: console.warn, error: console.error });
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
}

function hashOfMigrations(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrationsFolder).toSorted()) {
    if (file.endsWith('.sql')) hash.update(file).update(readFileSync(join(migrationsFolder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
