/** A gateway as a child process on embedded servers of its own, to be killed at will. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { runningPostgres } from '../../config/embedded/postgres.ts';

export interface GatewayProcess {
  readonly url: string;
  /** Of its Postgres, as long as that runs. */
  databaseUrl(): string | undefined;
  /** SIGKILL; its servers are left behind. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Ready again on the same folder and port. */
  start(): Promise<void>;
  /** SIGKILL for its Redis, which it starts again, empty. */
  killRedis(): void;
  /** SIGTERM, with its servers; started once more for that if it is not running. */
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('dist/bin/tillgate.js', import.meta.resolve('tillgate/package.json')));
const readyMs = 60_000;
const stopMs = 30_000;

/** Makes `folder`; the child's log is gateway.log in it. Resolves when the gateway is ready. */
export async function launchGateway(folder: string, port: number): Promise<GatewayProcess> {
  const url = `http://127.0.0.1:${port}`;
  const data = join(folder, 'data');
  const log = join(folder, 'gateway.log');
  let child: ChildProcess | undefined;
  mkdirSync(folder);

  const start = async () => {
    const output = openSync(log, 'a');
    const { DATABASE_URL: _database, REDIS_URL: _redis, ...environment } = process.env;
    const started = spawn(process.execPath, ['--enable-source-maps', program, 'start'], {
      env: { ...environment, PORT: String(port), TILLGATE_DATA: data, LOG_LEVEL: 'info' },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    child = started;
    await ready(started, url, log);
  };
  const signalled = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };

  await start();
  return {
    url,
    start,
    databaseUrl: () => runningPostgres(data),
    kill: () => signalled('SIGKILL'),
    killRedis() {
      const pid = Number(readFileSync(join(data, 'redis.pid'), 'utf8').split(' ')[0]);
      process.kill(pid, 'SIGKILL');
    },
    async stop() {
      // Killed, it has left its servers behind; only it knows how to end them.
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) await start();
      const patience = sleep(stopMs, 'late', { ref: false });
      if ((await Promise.race([signalled('SIGTERM'), patience])) === 'late') {
        await signalled('SIGKILL');
        throw new Error(`the gateway did not stop within ${stopMs / 1000} s: see ${log}`);
      }
    },
  };
}

async function ready(child: ChildProcess, url: string, log: string): Promise<void> {
  const until = Date.now() + readyMs;
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const answer = await request(`${url}/health/ready`).catch(() => undefined);
    await answer?.body.dump();
    if (answer?.statusCode === 200) return;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(
    `the gateway did not get ready: ${readFileSync(log, 'utf8').trim().split('\n').slice(-5).join(' | ')}`,
  );
}
