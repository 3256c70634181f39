/** A redis-server of a test's own that it may kill, stop, and start again empty or from an older state. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import { freePort } from '../../../config/embedded/free-port.ts';
import { until } from '../../testing/until.ts';

export interface RedisServer {
  readonly url: string;
  readonly running: boolean;
  start(): Promise<void>;
  /** SIGKILL: nothing is saved. */
  kill(): Promise<void>;
  /** SIGSTOP: it accepts what is sent and does not answer. */
  hang(): void;
  resume(): void;
  /** Keeps the present state; returns what brings it back at the next start. */
  save(): Promise<() => void>;
  /** Lets the next start be empty. */
  empty(): void;
  command(...args: [string, ...string[]]): Promise<unknown>;
}

export const redisServerInstalled = spawnSync('redis-server', ['--version']).status === 0;

export async function redisServer(t: Pick<Test, 'teardown'>): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-redis-'));
  let port = 0;
  let child: ChildProcess | undefined;

  async function command(name: string, ...args: string[]): Promise<unknown> {
    const redis = new Redis(server.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return await redis.call(name, ...args);
    } finally {
      redis.disconnect();
    }
  }

  /** False: it has ended at once, for its port was taken. What answers there may be the server of another test. */
  async function starts(): Promise<boolean> {
    const flags = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
    const started = spawn('redis-server', flags, { stdio: 'ignore' });
    child = started;
    await until(async () => {
      const info = await command('INFO', 'server').catch(() => '');
      return !server.running || new RegExp(`process_id:${started.pid}\\b`).test(String(info));
    });
    return server.running;
  }

  const server: RedisServer = {
    command,
    get url() {
      return `redis://127.0.0.1:${port}`;
    },
    get running() {
      return child !== undefined && child.exitCode === null && child.signalCode === null;
    },
    async start() {
      await until(starts);
    },
    async kill() {
      if (child === undefined || !server.running) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
    hang: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async save() {
      await command('SAVE');
      copyFileSync(join(folder, 'dump.rdb'), join(folder, 'kept.rdb'));
      return () => copyFileSync(join(folder, 'kept.rdb'), join(folder, 'dump.rdb'));
    },
    empty: () => rmSync(join(folder, 'dump.rdb'), { force: true }),
  };
  t.teardown(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  do port = await freePort();
  while (!(await starts()));
  return server;
}
