/** A gateway as a process of its own, on a chain with one store, to be stopped as an operator stops it. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { createKey } from '../../ledger/keys/access-keys.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { createTill } from '../../ledger/network/tills.ts';
import { publishVersion, saveVersion } from '../../ledger/programs/versions.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { testRedis } from '../../ledger/testing/test-redis.ts';
import { addressOf } from './running.ts';
import { spawnTillgate } from './spawn-tillgate.ts';

/** The tills and their keys' secrets, in the same order; `running` resolves once a gateway is ready. */
export async function chainWith(t: Test, tills: readonly string[]) {
  const { url, pool } = await testDatabase(t);
  const environment = {
    DATABASE_URL: url,
    REDIS_URL: (await testRedis(t)).url,
    HOST: '127.0.0.1',
    // Any that is free when it gets so far.
    PORT: '0',
    TILLGATE_WORKERS: '1',
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

  async function running(t: { teardown(work: () => void): void }): Promise<{ gateway: ChildProcess; address: string }> {
    const gateway = spawnTillgate(['start'], environment);
    t.teardown(() => gateway.kill('SIGKILL'));
    // On a machine that is busy with other tests it takes a minute and more.
    const address = await addressOf(gateway);
    while (!(await fetch(`${address}/health/ready`)).ok) await sleep(100);
    return { gateway, address };
  }

  return { pool, secrets, running };
}
