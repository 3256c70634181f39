/** A gateway as a process of its own, on a chain with one store, to be stopped as an operator stops it. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { freePort } from '../../config/embedded/free-port.ts';
import { createKey } from '../../ledger/keys/access-keys.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { publishVersion, saveVersion } from '../../ledger/programs/versions.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { testRedis } from '../../ledger/testing/test-redis.ts';
import { spawnTillgate } from './spawn-tillgate.ts';

const startMs = 120_000;

/** The tills and their keys' secrets, in the same order; `running` resolves once a gateway is ready. */
export async function chainWith(t: Test, tills: readonly string[]) {
  const { url, pool } = await testDatabase(t);
  const port = String(await freePort());
  const address = `http://127.0.0.1:${port}`;
  const environment = {
    DATABASE_URL: url,
    REDIS_URL: (await testRedis(t)).url,
    HOST: '127.0.0.1',
    PORT: port,
    TILLGATE_WORKERS: '1',
    LOG_LEVEL: 'warn',
  };
  const document = { program: { code: 'main', currency: 'RUB', minorUnits: 2 } };
  await saveVersion(pool, { code: 'main', hash: 'h', source: '', document, lint: [] });
  await publishVersion(pool, 'main', 1);
  await createStore(pool, { code: 's1', timezone: 'UTC', programme: 'main' });
  const secrets: string[] = [];
  for (const code of tills) {
    await createTill(pool, { code, store: 's1' });
    secrets.push((await createKey(pool, { role: 'till', till: code })).secret);
  }

  async function running(t: { teardown(work: () => void): void }): Promise<ChildProcess> {
    const gateway = spawnTillgate(['start'], environment);
    gateway.stdout?.resume();
    t.teardown(() => gateway.kill('SIGKILL'));
    // On a machine that is busy with other tests it takes half a minute.
    for (const until = Date.now() + startMs; Date.now() < until; ) {
      const ready = await fetch(`${address}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return gateway;
      await sleep(100);
    }
    throw new Error('the gateway does not start');
  }

  return { pool, address, secrets, running };
}
