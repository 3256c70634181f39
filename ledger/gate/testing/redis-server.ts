/** A redis-server of a test's own that it may kill, stop, and start again empty or from an older state. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Test } from 'tap';
import { freePort } from '../../../config/embedded/free-port.ts';

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
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  async function command(name: string, ...args: string[]): Promise<unknown> {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => {});
    try {
      await redis.connect();
      return await redis.call(name, ...args);
    } finally {
      redis.disconnect();
    }
  }

  const server: RedisServer = {
    url,
    command,
    get running() {
      return child !== undefined && child.exitCode === null && child.signalCode === null;
    },
    async start() {
      const flags = [
        '--bind',
        '127.0.0.1',
        '--port',
        String(port),
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'no',
      ];
      child = spawn('redis-server', flags, { stdio: 'ignore' });
      for (let tries = 0; tries < 200; tries += 1) {
        if ((await command('PING').catch(() => undefined)) === 'PONG') return;
        await sleep(20);
      }
      throw new Error('redis-server does not start');
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
  await server.start();
  return server;
}
