import { connect, createServer } from 'node:net';
import t from 'tap';
import { testDatabase } from '../ledger/testing/test-database.ts';
import { testRedis } from '../ledger/testing/test-redis.ts';
import { freePort } from './embedded/free-port.ts';
import type { Log } from './log.ts';
import { waitForPostgres, waitForRedis } from './reachable.ts';

function noting(noted = () => {}): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const note = (line: string) => {
    lines.push(line);
    noted();
  };
  return { log: { debug: note, info: note, warn: note, error: note } as Log, lines };
}

t.test('servers that answer', async (t) => {
  const { log, lines } = noting();
  await waitForPostgres((await testDatabase(t)).url, { log });
  await waitForRedis((await testRedis(t)).url, { log });
  t.strictSame(lines, []);
});

t.test('nobody listens: some patience, then an error', async (t) => {
  const place = `127.0.0.1:${await freePort()}`;
  // The clock stands still until it is said that somebody waits: so long the first attempt may take.
  const patienceMs = 100;
  let now = Date.now();
  t.capture(Date, 'now', () => now);
  const { log, lines } = noting(() => {
    now += patienceMs;
  });
  await t.rejects(waitForPostgres(`postgres://user:secret@${place}/x`, { log, patienceMs }), {
    message: `cannot reach Postgres at ${place} (DATABASE_URL): connect ECONNREFUSED ${place}`,
  });
  await t.rejects(waitForRedis(`redis://:secret@${place}/0`, { log, patienceMs }), {
    message: `cannot reach Redis at ${place} (REDIS_URL): connect ECONNREFUSED ${place}`,
  });
  t.strictSame(lines, [
    `waiting for Postgres at ${place}: connect ECONNREFUSED ${place}`,
    `waiting for Redis at ${place}: connect ECONNREFUSED ${place}`,
  ]);
});

t.test('what patience would not mend is an error at once', async (t) => {
  const { log, lines } = noting();
  const database = new URL((await testDatabase(t)).url);
  database.password = 'wrong';
  await t.rejects(waitForPostgres(database.href, { log }), { message: /password authentication failed/ });
  const redis = new URL((await testRedis(t)).url);
  redis.password = 'wrong';
  await t.rejects(waitForRedis(redis.href, { log }), { message: /\(REDIS_URL\): WRONGPASS/ });
  t.strictSame(lines, []);
});

t.test('a server that comes up meanwhile', async (t) => {
  const { url } = await testRedis(t);
  const { port: target } = new URL(url);
  const place = new URL(url);
  place.port = String(await freePort());
  const { log } = noting();
  const waiting = waitForRedis(place.href, { log, patienceMs: 60_000 });
  const proxy = createServer((socket) => {
    socket.pipe(connect(Number(target), '127.0.0.1')).pipe(socket);
  }).listen(Number(place.port), '127.0.0.1');
  t.teardown(() => proxy.close());
  await waiting;
});
