import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { testDatabase } from '../ledger/testing/test-database.ts';
import { testRedis } from '../ledger/testing/test-redis.ts';
import { runTillgate } from './testing/run-tillgate.ts';
import { addressOf, told } from './testing/running.ts';
import { spawnTillgate } from './testing/spawn-tillgate.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillgate start '));
chmodSync(folder, 0o755);
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

t.test('the embedded default runs, stops at a signal, and runs again with its data', async (t) => {
  const environment = { TILLGATE_DATA: folder, PORT: '0', TILLGATE_WORKERS: '0' };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const gateway = spawnTillgate(['start'], environment);
    t.teardown(() => gateway.kill('SIGKILL'));
    t.equal(await statusOf(`${await addressOf(gateway)}/health/ready`), 200);

    const inUse = `tillgate: the data folder ${folder} is in use by process ${gateway.pid}: stop it, or set TILLGATE_DATA to another folder\n`;
    t.strictSame(await runTillgate(t, ['start'], environment), { code: 1, stdout: '', stderr: inUse });
    const created =
      signal === 'SIGTERM' ? { code: 0, stdout: /^store kept is created/ } : { code: 1, stderr: /already/ };
    t.match(await runTillgate(t, ['store', 'create', 'kept', '--timezone', 'UTC'], environment), created);

    t.strictSame(await told(gateway, signal), [0, null]);
  }
});

t.test('with servers given, there are no demo keys', async (t) => {
  const environment = {
    DATABASE_URL: (await testDatabase(t)).url,
    REDIS_URL: (await testRedis(t)).url,
    HOST: '127.0.0.1',
    PORT: '0',
    TILLGATE_WORKERS: '0',
  };
  const gateway = spawnTillgate(['start'], environment);
  t.teardown(() => gateway.kill('SIGKILL'));
  const address = await addressOf(gateway);
  const headers = { authorization: 'Bearer demo-admin' };
  t.equal(await statusOf(`${address}/v1/keys`, { headers }), 401);

  const { port } = new URL(address);
  const taken = `tillgate: cannot listen on 127.0.0.1:${port}: the port is taken; set PORT to another\n`;
  t.match(await runTillgate(t, ['start'], { ...environment, PORT: port }), { code: 1, stderr: taken });

  t.strictSame(await told(gateway, 'SIGTERM'), [0, null]);
});

// A gateway on a busy machine may ask for patience at first.
async function statusOf(url: string, init: RequestInit = {}): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const { status } = await fetch(url, init);
    if (status !== 503 || attempt === 120) return status;
    await sleep(500);
  }
}
