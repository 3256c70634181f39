import { readdirSync } from 'node:fs';
import type { Queryable } from '../database.ts';
import { migrationsFolder } from './migrate.ts';

/** Migrations of this program that the database has not got, in order. */
export async function missingMigrations(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>('SELECT name FROM migrations');
  const applied = new Set(rows.map(({ name }) => name));
  const files = readdirSync(migrationsFolder).filter((file) => file.endsWith('.sql'));
  return files
    .map((file) => file.replace(/\.sql$/, ''))
    .filter((name) => !applied.has(name))
    .sort();
}
