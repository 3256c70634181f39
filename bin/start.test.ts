import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { freePort } from '../config/embedded/free-port.ts';
import { testDatabase } from '../ledger/testing/test-database.ts';
import { testRedis } from '../ledger/testing/test-redis.ts';
import { runTillgate } from './testing/run-tillgate.ts';
import { spawnTillgate } from './testing/spawn-tillgate.ts';

const folder = mkdtempSync(join(tmpdir(), 'tillgate start '));
chmodSync(folder, 0o755);
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

t.test('the embedded default runs, stops at a signal, and runs again with its data', async (t) => {
  const port = String(await freePort());
  const environment = { TILLGATE_DATA: folder, PORT: port, TILLGATE_WORKERS: '0' };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const gateway = spawnTillgate(['start'], environment);
    t.teardown(() => gateway.kill('SIGKILL'));
    await said(gateway, `listens on http://127.0.0.1:${port}`);
    t.equal(await statusOf(`http://127.0.0.1:${port}/health/ready`), 200);

    const inUse = `tillgate: the data folder ${folder} is in use by process ${gateway.pid}: stop it, or set TILLGATE_DATA to another folder\n`;
    t.strictSame(await runTillgate(t, ['start'], environment), { code: 1, stdout: '', stderr: inUse });
    const created =
      signal === 'SIGTERM' ? { code: 0, stdout: /^store kept is created/ } : { code: 1, stderr: /already/ };
    t.match(await runTillgate(t, ['store', 'create', 'kept', '--timezone', 'UTC'], environment), created);

    gateway.kill(signal);
    t.strictSame(await once(gateway, 'exit'), [0, null]);
  }
});

t.test('with servers given, there are no demo keys', async (t) => {
  const port = String(await freePort());
  const environment = {
    DATABASE_URL: (await testDatabase(t)).url,
    REDIS_URL: (await testRedis(t)).url,
    HOST: '127.0.0.1',
    PORT: port,
    TILLGATE_WORKERS: '0',
  };
  const gateway = spawnTillgate(['start'], environment);
  t.teardown(() => gateway.kill('SIGKILL'));
  await said(gateway, `listens on http://127.0.0.1:${port}`);
  const headers = { authorization: 'Bearer demo-admin' };
  t.equal(await statusOf(`http://127.0.0.1:${port}/v1/keys`, { headers }), 401);

  const taken = `tillgate: cannot listen on 127.0.0.1:${port}: the port is taken; set PORT to another\n`;
  t.match(await runTillgate(t, ['start'], environment), { code: 1, stderr: taken });

  gateway.kill('SIGTERM');
  t.strictSame(await once(gateway, 'exit'), [0, null]);
});

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
      if (output.includes(words)) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended without saying "${words}": ${output}`)));
  });
}

// A gateway on a busy machine may ask for patience at first.
async function statusOf(url: string, init: RequestInit = {}): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const { status } = await fetch(url, init);
    if (status !== 503 || attempt === 20) return status;
    await sleep(500);
  }
}
