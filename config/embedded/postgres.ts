import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { freePort } from './free-port.ts';
import { exitOf, hasEnded, howItEnded, keepRunning, type Server } from './keep-running.ts';
import { createCluster } from './postgres-cluster.ts';
import { findPostgres } from './postgres-programs.ts';
import { readPostmaster, stopLeftBehind } from './postmaster.ts';
import { chooseRunAs, type RunAs } from './run-as.ts';
import { keptSecret } from './secret.ts';
import { openServerLog } from './server-log.ts';

interface Options {
  /** The data folder; the caller holds its lock. */
  folder: string;
  log: Log;
  /** False for tests alone: a power cut may then lose everything. */
  durable?: boolean;
  maxConnections?: number;
  /** A library to load at start, pg_stat_statements say. */
  preload?: string;
}

const USER = 'tillgate';
const DATABASE = 'tillgate';
// SIGTERM waits for connections that are just being closed; SIGINT breaks them and ends in order; SIGQUIT leaves
// recovery to the next start.
const SIGNALS = [
  { signal: 'SIGTERM', patienceMs: 500 },
  { signal: 'SIGINT', patienceMs: 10_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

/**
 * Runs a Postgres of our own on a free loopback port, its data in `postgres/` of the folder; makes the cluster and the
 * database the first time.
 *
 * @throws StartError in one line, with what Postgres itself said last
 */
export async function startPostgres(options: Options): Promise<Server & { url: string }> {
  const { folder, log } = options;
  const programs = findPostgres();
  const data = join(folder, 'postgres');
  const secret = join(folder, 'postgres-password');
  if (existsSync(data) && !existsSync(secret)) {
    throw new StartError(`${secret} is missing: without it the data in ${data} cannot be reached`);
  }
  const password = keptSecret(secret);
  const runAs = chooseRunAs(programs.postgres, folder, existsSync(data) ? data : undefined);
  if (existsSync(data)) await stopLeftBehind(data, log);
  else await createCluster({ programs, runAs, data, user: USER, password });
  runAs.own(data);

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      const launch = () => launchPostgres({ ...options, binary: programs.postgres, data, runAs, port });
      const server = await keepRunning({ name: 'Postgres', launch, signals: SIGNALS, exitSignal: 'SIGINT', log });
      const url = await ensureDatabase(port, password).catch(async (error) => {
        await server.stop();
        throw new StartError(`the embedded Postgres refuses its password in ${secret}: ${error.message}`, {
          cause: error,
        });
      });
      return { url, stop: server.stop };
    } catch (error) {
      // Another program may have taken the port between our look and Postgres's bind.
      const portTaken = error instanceof StartError && error.message.includes('could not create any TCP/IP sockets');
      if (!portTaken || attempt === 5) throw error;
    }
  }
}

/** The address of the Postgres that another process of ours runs on this folder; undefined while it is not ready. */
export function runningPostgres(folder: string): string | undefined {
  const postmaster = readPostmaster(join(folder, 'postgres'));
  if (!postmaster?.ready) return undefined;
  return urlOf(postmaster.port, keptSecret(join(folder, 'postgres-password')), DATABASE);
}

interface Launch extends Options {
  binary: string;
  data: string;
  runAs: RunAs;
  port: number;
}

async function launchPostgres(launch: Launch): Promise<ChildProcess> {
  const { binary, data, runAs, folder, log } = launch;
  const logFile = join(folder, 'postgres.log');
  const output = openServerLog(logFile);
  const logged = statSync(logFile).size;
  const { file, args } = runAs.wrap(binary, ['-D', data, ...settingsOf(launch)]);
  // Detached, or the terminal's Ctrl-C would stop it before we have drained.
  const child = spawn(file, args, {
    ...runAs.spawn,
    cwd: '/',
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.once('error', (error) => log.error(`the embedded Postgres cannot be run: ${error.message}`));
  const ended = exitOf(child);
  for (let waitedMs = 0; !hasEnded(child) && child.pid !== undefined; waitedMs += 20) {
    const postmaster = readPostmaster(data);
    if (postmaster?.pid === child.pid && postmaster.ready) return child;
    if (waitedMs > 0 && waitedMs % 10_000 === 0) log.info('the embedded Postgres is recovering its data');
    await Promise.race([sleep(20), ended]);
  }
  const said = lastFault(readFileSync(logFile, 'utf8').slice(logged)) ?? howItEnded(child);
  throw new StartError(`the embedded Postgres does not start: ${said} (more in ${logFile})`);
}

function settingsOf({ port, durable = true, maxConnections = 100, preload }: Launch): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    // A socket's path would have to be short, and its folder open to whoever Postgres runs as.
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    // Every statement of ours is short: compiling one costs more than it saves.
    jit: 'off',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...(preload === undefined ? {} : { shared_preload_libraries: preload }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function lastFault(output: string): string | undefined {
  const faults = output.split('\n').filter((line) => /\b(FATAL|PANIC):|^postgres: |error while loading/.test(line));
  return faults.at(-1)?.replace(/^(.*?(FATAL|PANIC)|postgres): */, '');
}

async function ensureDatabase(port: number, password: string): Promise<string> {
  const client = new pg.Client({ connectionString: urlOf(port, password, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return urlOf(port, password, DATABASE);
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
}
