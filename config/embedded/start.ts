import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { fileFault, StartError } from '../start-error.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';
import { runningPostgres, startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

interface EmbeddedServers {
  databaseUrl: string;
  redisUrl: string;
  /** Stops both and gives the folder up. */
  stop(): Promise<void>;
}

/**
 * Runs a Postgres and a Redis of our own, the data in the given folder, which is made if need be; recovers what a
 * killed run left behind. They are started again when they die, and never outlive a process that exits by itself.
 *
 * @throws StartError in one line; FolderInUse when another process has the folder
 */
export async function startEmbedded(folder: string, log: Log): Promise<EmbeddedServers> {
  makeFolder(folder);
  const release = lockFolder(folder);
  const [postgres, redis] = await Promise.allSettled([startPostgres({ folder, log }), startRedis({ folder, log })]);
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled') {
    if (!redis.value.real) log.warn('no redis-server is installed: the one in JavaScript, which is slower, stands in');
    return {
      databaseUrl: postgres.value.url,
      redisUrl: redis.value.url,
      async stop() {
        await Promise.all([postgres.value.stop(), redis.value.stop()]);
        release();
      },
    };
  }
  const started = [postgres, redis].filter((server) => server.status === 'fulfilled');
  await Promise.all(started.map((server) => server.value.stop()));
  release();
  throw [postgres, redis].find((server) => server.status === 'rejected')?.reason;
}

/**
 * The embedded Postgres alone, for a command that needs no more: the one of the gateway that is running on the folder,
 * else one of our own until `stop`.
 */
export async function borrowPostgres(folder: string, log: Log): Promise<{ url: string; stop(): Promise<void> }> {
  makeFolder(folder);
  let release: () => void;
  try {
    release = lockFolder(folder);
  } catch (error) {
    if (error instanceof FolderInUse) return { url: await urlOfRunning(folder, error), stop: async () => {} };
    throw error;
  }
  try {
    const { url, stop } = await startPostgres({ folder, log });
    return { url, stop: () => stop().finally(release) };
  } catch (error) {
    release();
    throw error;
  }
}

// Whoever has the folder may be starting its Postgres just now.
async function urlOfRunning(folder: string, inUse: FolderInUse): Promise<string> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 100) {
    const url = runningPostgres(folder);
    if (url !== undefined) return url;
    await sleep(100);
  }
  throw new StartError(`${inUse.message}; its Postgres is not ready`, { cause: inUse });
}

// Not mkdir's own recursion, which Node runs for ever where a file system refuses new folders with ENOENT.
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (cause) {
    throw fileFault('make the data folder', folder, cause);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
