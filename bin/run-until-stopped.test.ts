import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { readEnvironment } from '../config/env.ts';
import { testDatabase } from '../ledger/testing/test-database.ts';
import { testRedis } from '../ledger/testing/test-redis.ts';
import { runUntilStopped } from './run-until-stopped.ts';

const log = pino({ level: 'silent' });

async function given(t: Test) {
  const [{ url }, redis] = await Promise.all([testDatabase(t), testRedis(t)]);
  return readEnvironment({ DATABASE_URL: url, REDIS_URL: redis.url });
}

t.afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
});

t.test('one signal drains, and its echo changes nothing', async (t) => {
  const exits = t.capture(process, 'exit', () => {});
  const did: string[] = [];
  await runUntilStopped(await given(t), log, async ({ embedded }) => {
    did.push(`started, embedded ${embedded}`);
    process.emit('SIGINT');
    process.emit('SIGINT');
    return {
      address: '',
      async drain() {
        await sleep(50);
        did.push('drained');
      },
    };
  });
  t.strictSame(did, ['started, embedded false', 'drained']);
  t.strictSame(exits(), []);
});

t.test('a second signal ends the process at once', async (t) => {
  const exits = t.capture(process, 'exit', () => {});
  await runUntilStopped(await given(t), log, async () => {
    process.emit('SIGTERM');
    return {
      address: '',
      async drain() {
        await sleep(600);
        process.emit('SIGTERM');
      },
    };
  });
  t.match(exits(), [{ args: [1] }]);
});

t.test('a port that cannot be had is said in one line', async (t) => {
  const settings = await given(t);
  const cases = {
    EADDRINUSE: 'cannot listen on 0.0.0.0:8080: the port is taken; set PORT to another',
    EACCES: 'cannot listen on 0.0.0.0:8080: permission denied; set PORT to one above 1023',
    EADDRNOTAVAIL: 'cannot listen on 0.0.0.0:8080: this machine does not have the address; set HOST to one that it has',
  };
  for (const [code, message] of Object.entries(cases)) {
    const fault = Object.assign(new Error(`listen ${code}`), { code, syscall: 'listen' });
    await t.rejects(
      runUntilStopped(settings, log, () => Promise.reject(fault)),
      { message },
    );
  }
});
