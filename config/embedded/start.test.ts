import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import t, { type Test } from 'tap';
import { FolderInUse } from './folder-lock.ts';
import { readPostmaster } from './postmaster.ts';
import { startOfProcess } from './process-identity.ts';
import { borrowPostgres, startEmbedded } from './start.ts';
import { quiet } from './testing/quiet.ts';

t.test('the data stays from start to start, and no process outlives its stop', async (t) => {
  const folder = join(temporaryFolder(t), 'a new', 'folder');
  const first = await startEmbedded(folder, quiet);
  const pids = pidsOf(folder);
  await query(first.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await withRedis(first.redisUrl, async (redis) => t.equal(await redis.set('lost', '1'), 'OK'));
  await t.rejects(startEmbedded(folder, quiet), new FolderInUse(folder, process.pid));
  await first.stop();
  for (const pid of pids) t.equal(startOfProcess(pid), undefined);

  const second = await startEmbedded(folder, quiet);
  t.strictSame(await query(second.databaseUrl, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  await withRedis(second.redisUrl, async (redis) => t.equal(await redis.get('lost'), null));
  await second.stop();
  t.strictSame(readdirSync(folder).sort(), ['postgres', 'postgres-password', 'postgres.log', 'redis.log']);
});

t.test('strangers are refused', async (t) => {
  const folder = temporaryFolder(t);
  const { databaseUrl, redisUrl, stop } = await startEmbedded(folder, quiet);
  t.teardown(stop);
  t.equal(new URL(databaseUrl).hostname, '127.0.0.1');
  await t.rejects(query(databaseUrl.replace(/:[^:]*@/, ':wrong@'), 'SELECT 1'), { code: '28P01' });
  await t.rejects(
    withRedis(redisUrl.replace(/:[^:]*@/, ''), (redis) => redis.get('x')),
    { message: /NOAUTH/ },
  );
});

t.test('a server that dies is started again at its address', async (t) => {
  const folder = temporaryFolder(t);
  const { databaseUrl, redisUrl, stop } = await startEmbedded(folder, quiet);
  t.teardown(stop);
  await query(databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
  for (const pid of pidsOf(folder)) process.kill(pid, 'SIGKILL');
  t.strictSame(await eventually(() => query(databaseUrl, 'SELECT answer FROM kept')), [{ answer: 42 }]);
  t.equal(await eventually(() => withRedis(redisUrl, (redis) => redis.ping())), 'PONG');
});

t.test('servers left behind by a killed process are found and replaced', async (t) => {
  const folder = temporaryFolder(t);
  const script = fileURLToPath(new URL('./testing/hold-servers.ts', import.meta.url));
  const holder = spawn(process.execPath, [...process.execArgv, script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const left = pidsOf(folder);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  for (const pid of left) t.ok(startOfProcess(pid));
  const { databaseUrl, stop } = await startEmbedded(folder, quiet);
  for (const pid of left) t.equal(startOfProcess(pid), undefined);
  t.strictSame(await query(databaseUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
  await stop();
});

t.test('a server left behind may end by itself before it is told to', async (t) => {
  const folder = temporaryFolder(t);
  const left = spawn('sleep', ['600']);
  const { pid = 0 } = left;
  writeFileSync(join(folder, 'redis.pid'), `${pid} ${startOfProcess(pid)}\n`);
  const told = t.capture(process, 'kill', () => {
    left.kill('SIGKILL');
    throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
  });
  const { redisUrl, stop } = await startEmbedded(folder, quiet);
  t.strictSame(
    told().map(({ args }) => args),
    [[pid, 'SIGTERM']],
  );
  told.restore();
  t.equal(await withRedis(redisUrl, (redis) => redis.ping()), 'PONG');
  await stop();
});

t.test('a pid file that names another program harms nobody', async (t) => {
  const folder = temporaryFolder(t);
  await (await startEmbedded(folder, quiet)).stop();
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n`);
  writeFileSync(join(folder, 'redis.pid'), `${process.pid} 1\n`);
  const { databaseUrl, stop } = await startEmbedded(folder, quiet);
  t.strictSame(await query(databaseUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
  await stop();
});

t.test('a command borrows the Postgres that runs, or runs its own', async (t) => {
  const folder = temporaryFolder(t);
  const own = await borrowPostgres(folder, quiet);
  await query(own.url, 'CREATE TABLE kept ()');
  await own.stop();
  const { databaseUrl, stop } = await startEmbedded(folder, quiet);
  t.teardown(stop);
  const borrowed = await borrowPostgres(folder, quiet);
  t.equal(borrowed.url, databaseUrl);
  await borrowed.stop();
  t.strictSame(await query(databaseUrl, 'SELECT FROM kept'), []);
});

t.test('a redis-server that is not on PATH is stood in for', async (t) => {
  const { PATH } = process.env;
  t.teardown(() => {
    process.env.PATH = PATH;
  });
  // initdb needs a shell.
  process.env.PATH = '/nowhere';
  const { redisUrl, stop } = await startEmbedded(temporaryFolder(t), quiet);
  t.teardown(stop);
  await t.rejects(
    withRedis(redisUrl.replace(/:[^:]*@/, ''), (redis) => redis.get('x')),
    { message: /NOAUTH/ },
  );
  t.equal(await withRedis(redisUrl, (redis) => redis.eval('return ARGV[1]', 0, 'x')), 'x');
});

t.test(
  'as root, in a folder that nobody else may enter',
  { skip: process.getuid?.() !== 0 && 'not root' },
  async (t) => {
    const closed = temporaryFolder(t);
    chmodSync(closed, 0o700);
    for (const _ of ['made', 'started again']) {
      const { databaseUrl, stop } = await startEmbedded(join(closed, 'data'), quiet);
      t.strictSame(await query(databaseUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
      await stop();
    }
    // What was made for one user is given to the other when the folder is opened.
    chmodSync(closed, 0o755);
    await (await startEmbedded(join(closed, 'data'), quiet)).stop();
  },
);

t.test('what cannot be is said in one line', async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const beneath = join(file, 'data');
  await t.rejects(startEmbedded(file, quiet), {
    message: `cannot make the data folder ${file}: there is a file of that name already`,
  });
  await t.rejects(startEmbedded(beneath, quiet), {
    message: `cannot make the data folder ${file}: there is a file of that name already`,
  });

  const orphaned = join(folder, 'orphaned');
  mkdirSync(join(orphaned, 'postgres'), { recursive: true });
  await t.rejects(startEmbedded(orphaned, quiet), { message: /postgres-password is missing/ });

  const broken = join(folder, 'broken');
  await (await startEmbedded(broken, quiet)).stop();
  rmSync(join(broken, 'postgres', 'global'), { recursive: true });
  await t.rejects(startEmbedded(broken, quiet), {
    message: /^the embedded Postgres does not start: could not find the database system /,
  });
  t.notOk(readdirSync(broken).includes('tillgate.lock'));
});

// Not t.testdir: that one is inside the checkout, which user 65534 may not be able to enter.
function temporaryFolder(t: Pick<Test, 'teardown'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillgate-embedded-'));
  chmodSync(folder, 0o755);
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function pidsOf(folder: string): number[] {
  const redis = Number(readFileSync(join(folder, 'redis.pid'), 'utf8').split(' ')[0]);
  return [readPostmaster(join(folder, 'postgres'))?.pid ?? 0, redis];
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 600) throw error;
      await sleep(100);
    }
  }
}
