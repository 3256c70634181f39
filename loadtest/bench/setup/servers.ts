/** A Postgres and a Redis of the bench's own, as the embedded default runs them: durable, on loopback. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../../../config/embedded/folder-lock.ts';
import { startPostgres } from '../../../config/embedded/postgres.ts';
import { readPostmaster } from '../../../config/embedded/postmaster.ts';
import { startRedis } from '../../../config/embedded/redis.ts';
import type { Log } from '../../../config/log.ts';
import { StartError } from '../../../config/start-error.ts';

export interface BenchServers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly postgresPid: number;
  readonly redisPid: number;
  stop(): Promise<void>;
}

const loud = (message: unknown) => console.error(message);
const log: Log = { debug() {}, info() {}, warn: loud, error: loud };

/** @throws StartError where no redis-server is installed: the one in JavaScript is not what is measured */
export async function startServers(folder: string, statements: boolean): Promise<BenchServers> {
  mkdirSync(folder, { recursive: true });
  const release = lockFolder(folder);
  const stops: (() => Promise<void>)[] = [async () => release()];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const postgres = await startPostgres({ folder, log, ...(statements && { preload: 'pg_stat_statements' }) });
    stops.push(postgres.stop);
    const redis = await startRedis({ folder, log });
    stops.push(redis.stop);
    if (!redis.real) throw new StartError('the bench needs a real redis-server on PATH (apt-get install redis-server)');
    return {
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      postgresPid: readPostmaster(join(folder, 'postgres'))?.pid ?? 0,
      redisPid: Number(readFileSync(join(folder, 'redis.pid'), 'utf8').split(' ')[0]),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
