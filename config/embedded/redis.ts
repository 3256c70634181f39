import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import { fileFault, StartError } from '../start-error.ts';
import { freePort } from './free-port.ts';
import { exitOf, hasEnded, howItEnded, keepRunning, type Server } from './keep-running.ts';
import { startOfProcess, stillRuns } from './process-identity.ts';
import { findRedis, spawnRedis } from './redis-process.ts';
import { openServerLog } from './server-log.ts';

interface Options {
  /** The data folder; the caller holds its lock. Redis keeps no data in it, only its log and who it is. */
  folder: string;
  log: Log;
}

interface EmbeddedRedis extends Server {
  url: string;
  /** False when no redis-server is installed and the one in JavaScript stands in. */
  real: boolean;
}

const SIGNALS = [
  { signal: 'SIGTERM', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
] as const;

/**
 * Runs a Redis of our own on a free loopback port, empty and with a password of the moment: the real one if
 * `redis-server` is on PATH.
 *
 * @throws StartError in one line
 */
export async function startRedis({ folder, log }: Options): Promise<EmbeddedRedis> {
  const record = join(folder, 'redis.pid');
  await stopLeftBehind(record, log);
  const program = findRedis();
  const password = randomBytes(24).toString('base64url');
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = `redis://:${password}@127.0.0.1:${port}/0`;
    const launch = () => launchRedis({ program, folder, log, record, port, password, url });
    try {
      const server = await keepRunning({ name: 'Redis', launch, signals: SIGNALS, exitSignal: 'SIGTERM', log });
      const stop = () => server.stop().finally(() => rmSync(record, { force: true }));
      return { url, real: program !== undefined, stop };
    } catch (error) {
      // Another program may have taken the port between our look and its bind.
      if (attempt === 3) throw error;
    }
  }
}

interface Launch extends Options {
  /** Undefined: the one in JavaScript. */
  program: string | undefined;
  record: string;
  port: number;
  password: string;
  url: string;
}

async function launchRedis({ program, folder, log, record, port, password, url }: Launch): Promise<ChildProcess> {
  const logFile = join(folder, 'redis.log');
  const output = openServerLog(logFile);
  const child = spawnRedis({ program, cwd: folder, output, port, password });
  closeSync(output);
  child.once('error', (error) => log.error(`the embedded Redis cannot be run: ${error.message}`));
  note(child, record);
  const ended = exitOf(child);
  while (!hasEnded(child) && child.pid !== undefined) {
    if (await answers(url)) return child;
    await Promise.race([sleep(20), ended]);
  }
  throw new StartError(`the embedded Redis does not start: ${howItEnded(child)} (more in ${logFile})`);
}

// Without the note a later run could not tell the process from any other, so it must not live without.
function note({ pid }: ChildProcess, record: string): void {
  if (pid === undefined) return;
  try {
    writeFileSync(record, `${pid} ${startOfProcess(pid) ?? ''}\n`);
  } catch (cause) {
    process.kill(pid, 'SIGKILL');
    throw fileFault('write', record, cause);
  }
}

// A server of an earlier run that was killed: what it holds may be older than Postgres, and its password is lost.
async function stopLeftBehind(record: string, log: Log): Promise<void> {
  let noted: string;
  try {
    noted = readFileSync(record, 'utf8');
  } catch {
    return;
  }
  const [pidText, ...start] = noted.trim().split(' ');
  const pid = Number(pidText);
  const runs = () => stillRuns(pid, start.join(' '));
  if (runs()) log.info(`stopping the embedded Redis (process ${pid}) that an earlier run left behind`);
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!runs()) break;
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It may have ended since we looked.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    for (let waitedMs = 0; runs() && waitedMs < 5_000; waitedMs += 20) await sleep(20);
  }
  rmSync(record, { force: true });
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
