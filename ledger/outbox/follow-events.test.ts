import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { inTransaction } from '../database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { appendToOutbox, type OutboxEvent } from './append.ts';
import { followEvents } from './follow-events.ts';

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

t.test('events arrive at once, in order, also to those who come later only what comes later', async (t) => {
  await publish('before');
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
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

t.test('an event is not passed by one that began later and ended sooner', async (t) => {
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onEvents: (events) => void heard.push(...events),
  });
  t.teardown(() => follower.close());
  const client = await pool.connect();
  await client.query('BEGIN');
  await appendToOutbox(client, { events: [published('slow')] });
  await publish('quick');
  await sleep(60);
  t.same(heard, [], 'nothing is told while one may still come before it');
  await client.query('COMMIT');
  client.release();
  t.ok(await until(() => heard.length === 2, 500));
  t.same(heard, [published('slow'), published('quick')]);
});

t.test('a lost connection is made again, and nothing is missed', async (t) => {
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
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
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onEvents(events) {
      for (const event of events) if ('code' in event) told.push(event.code);
      throw new Error('the handler cannot');
    },
  });
  t.teardown(() => follower.close());
  await publish('x');
  t.ok(await until(() => told.length === 3, 5_000));
  await publish('y');
  t.ok(await until(() => told.length >= 4, 2_000));
  t.same(told.slice(0, 4), ['x', 'x', 'x', 'y']);
});
