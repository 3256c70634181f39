import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { inTransaction } from '../database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { appendToOutbox, type OutboxEvent } from './append.ts';
import { followEvents } from './follow-events.ts';
import { horizonPasses } from './testing/horizon.ts';

const { pool, url } = await testDatabase(t);
const silent = { info() {}, warn() {}, error() {} };

async function until(holds: () => boolean, patienceMs: number): Promise<boolean> {
  for (const begun = performance.now(); performance.now() - begun < patienceMs; await sleep(5))
    if (holds()) return true;
  return false;
}

const published = (code: string): OutboxEvent => ({ event: 'programme', code });
const publish = (code: string) =>
  inTransaction(pool, (client) => appendToOutbox(client, { events: [published(code)] }));

// A follower starts at the horizon, and would hear what the test before has said.
t.beforeEach(() => horizonPasses(pool));

t.test('events arrive at once, and only those that come later', async (t) => {
  await publish('before');
  await horizonPasses(pool);
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onMissed: () => {},
    onEvents: (events) => void heard.push(...events),
  });
  t.teardown(() => follower.close());
  await sleep(100);
  const begun = performance.now();
  await publish('a');
  t.ok(await until(() => heard.length === 1, 500), `after ${Math.round(performance.now() - begun)} ms`);
  await appendToOutbox(pool, { parties: [[1, 1]] });
  await Promise.all(['b', 'c', 'd'].map(publish));
  t.ok(await until(() => heard.length === 4, 500));
  t.same(heard.map((event) => 'code' in event && event.code).toSorted(), ['a', 'b', 'c', 'd']);
});

t.test('no event waits for a transaction that is open, and none of that one is missed', async (t) => {
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onMissed: () => {},
    onEvents: (events) => void heard.push(...events),
  });
  t.teardown(() => follower.close());
  const client = await pool.connect();
  await client.query('BEGIN');
  await appendToOutbox(client, { events: [published('slow')] });
  await publish('quick');
  t.ok(await until(() => heard.length === 1, 500));
  await publish('quicker');
  t.ok(await until(() => heard.length === 2, 500));
  await client.query('COMMIT');
  client.release();
  t.ok(await until(() => heard.length === 3, 500));
  await publish('last');
  t.ok(await until(() => heard.length === 4, 500));
  await sleep(1_200);
  t.same(heard, ['quick', 'quicker', 'slow', 'last'].map(published), 'each once');
});

t.test('a lost connection is made again, and nothing is missed', async (t) => {
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onMissed: () => {},
    onEvents: (events) => void heard.push(...events),
  });
  t.teardown(() => follower.close());
  await sleep(100);
  await pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tillgate-listen' AND datname = current_database()",
  );
  await publish('unheard');
  t.ok(await until(() => heard.length === 1, 3_000), 'by looking each second');
  await sleep(1_500);
  await publish('heard');
  t.ok(await until(() => heard.length === 2, 500), 'by listening again');
});

t.test('a handler that fails is told again, three times in all', async (t) => {
  const told: string[] = [];
  let missed = 0;
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onMissed() {
      missed += 1;
    },
    onEvents(events) {
      for (const event of events) if ('code' in event) told.push(event.code);
      throw new Error('the handler cannot');
    },
  });
  t.teardown(() => follower.close());
  await publish('x');
  t.ok(await until(() => told.length === 3, 5_000));
  t.ok(await until(() => missed === 1, 2_000), 'then all of it is made anew');
  await publish('y');
  t.ok(await until(() => told.length >= 4, 2_000));
  t.same(told.slice(0, 4), ['x', 'x', 'x', 'y']);
});
