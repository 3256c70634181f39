import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import { freePort } from './free-port.ts';
import { exitOf, hasEnded, howItEnded, keepRunning, type Server } from './keep-running.ts';
import { startOfProcess, stillRuns } from './process-identity.ts';
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

/**
 * Runs a Redis of our own on a free loopback port, empty and with a password of the moment: the real one if
 * `redis-server` is on PATH.
 *
 * @throws StartError in one line
 */
export async function startRedis({ folder, log }: Options): Promise<EmbeddedRedis> {
  const record = join(folder, 'redis.pid');
  const logFile = join(folder, 'redis.log');
  await stopLeftBehind(record, log);
  const program = onPath('redis-server');
  const password = randomBytes(24).toString('base64url');
  const port = await freePort();
  const url = `redis://:${password}@127.0.0.1:${port}/0`;

  async function launch(): Promise<ChildProcess> {
    const output = openServerLog(logFile);
    const spawned = { cwd: folder, output, port, password };
    const child = program === undefined ? spawnJavaScript(spawned) : spawnProgram(program, spawned);
    closeSync(output);
    if (child.pid !== undefined) writeFileSync(record, `${child.pid} ${startOfProcess(child.pid) ?? ''}\n`);
    child.once('error', (error) => log.error(`the embedded Redis cannot be run: ${error.message}`));
    const ended = exitOf(child);
    while (!hasEnded(child) && child.pid !== undefined) {
      if (await answers(url)) return child;
      await Promise.race([sleep(20), ended]);
    }
    throw new StartError(`the embedded Redis does not start: ${howItEnded(child)} (more in ${logFile})`);
  }

  const server = await keepRunning({ name: 'Redis', launch, signals: ['SIGTERM', 'SIGKILL'], log });
  return {
    url,
    real: program !== undefined,
    async stop() {
      await server.stop();
      rmSync(record, { force: true });
    },
  };
}

interface Spawned {
  cwd: string;
  output: number;
  port: number;
  password: string;
}

function spawnProgram(program: string, { cwd, output, port, password }: Spawned): ChildProcess {
  // Detached, or the terminal's Ctrl-C would stop it before we have drained. Settings by standard input: a command
  // line shows its password to everybody on the machine.
  const child = spawn(program, ['-'], { cwd, detached: true, stdio: ['pipe', output, output] });
  child.stdin?.on('error', () => {});
  child.stdin?.end(
    ['bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, 'save ""', 'appendonly no', 'daemonize no', ''].join(
      '\n',
    ),
  );
  return child;
}

function spawnJavaScript({ cwd, output, port, password }: Spawned): ChildProcess {
  const script = new URL(`./redis-in-javascript${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  const child = fork(script, {
    cwd,
    detached: true,
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')),
    stdio: ['ignore', output, output, 'ipc'],
  });
  child.send({ port, password });
  return child;
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
    process.kill(pid, signal);
    for (let waitedMs = 0; runs() && waitedMs < 5_000; waitedMs += 20) await sleep(20);
  }
  rmSync(record, { force: true });
}

function onPath(program: string): string | undefined {
  const candidates = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
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
