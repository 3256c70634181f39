/** Where the figures come from. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { withClient } from '../setup/databases.ts';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly postgres: string;
  readonly redis: string;
  /** Over the last minute, when the bench began. */
  readonly loadAverage: number;
  readonly settings: Readonly<Record<string, string>>;
}

const shown = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'shared_preload_libraries',
  'max_wal_size',
];

export async function describeMachine(databaseUrl: string): Promise<Machine> {
  return withClient(databaseUrl, async (client) => {
    const { rows: settings } = await client.query<{ name: string; value: string }>(
      'SELECT name, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [shown],
    );
    const { rows: versions } = await client.query<{ server_version: string }>('SHOW server_version');
    const redis = spawnSync('redis-server', ['--version'], { encoding: 'utf8' }).stdout ?? '';
    return {
      cores: availableParallelism(),
      processor: cpus()[0]?.model ?? 'unknown',
      memoryGb: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
      node: process.version,
      postgres: versions[0]?.server_version ?? 'unknown',
      redis: /v=(\S+)/.exec(redis)?.[1] ?? 'unknown',
      loadAverage: loadavg()[0] ?? 0,
      settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
    };
  });
}
