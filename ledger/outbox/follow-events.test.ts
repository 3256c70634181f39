import t, { type Test } from 'tap';
import { inTransaction } from '../database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import { appendToOutbox, type OutboxEvent } from './append.ts';
import { type EventFollowerOptions, followEvents } from './follow-events.ts';
import { horizonPasses } from './testing/horizon.ts';

const { pool, url } = await testDatabase(t);
const silent = { info() {}, warn() {}, error() {} };
/** In the time of a test nobody looks who has not been woken. */
const never = 3_600_000;

const published = (code: string): OutboxEvent => ({ event: 'programme', code });
const publish = (code: string) =>
  inTransaction(pool, (client) => appendToOutbox(client, { events: [published(code)] }));

/** What a follower has heard, as it hears it; it is closed with the test. */
async function hearing(t: Test, options: Partial<EventFollowerOptions>): Promise<OutboxEvent[]> {
  const heard: OutboxEvent[] = [];
  const follower = await followEvents({
    database: pool,
    databaseUrl: url,
    log: silent,
    onMissed: () => {},
    onEvents: (events) => void heard.push(...events),
    ...options,
  });
  t.teardown(() => follower.close());
  return heard;
}

/** The connection that listens, when there is one and it is not the one of before. */
function listener(before?: number): Promise<number> {
  return until(async () => {
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE application_name = 'tillgate-listen' AND datname = current_database() AND query = 'LISTEN tillgate' AND state = 'idle'`,
    );
    return rows.find((row) => row.pid !== before)?.pid;
  });
}

// A follower starts at the horizon, and would hear what the test before has said.
t.beforeEach(() => horizonPasses(pool));

t.test('events arrive at once, and only those that come later', async (t) => {
  await publish('before');
  await horizonPasses(pool);
  const heard = await hearing(t, { lookEveryMs: never });
  await listener();
  await publish('a');
  await until(() => heard.length === 1);
  await appendToOutbox(pool, { parties: [[1, 1]] });
  await Promise.all(['b', 'c', 'd'].map(publish));
  await until(() => heard.length >= 4);
  t.same(heard.map((event) => 'code' in event && event.code).toSorted(), ['a', 'b', 'c', 'd']);
});

t.test('no event waits for a transaction that is open, and none of that one is missed', async (t) => {
  const heard = await hearing(t, { lookEveryMs: never });
  const client = await pool.connect();
  await client.query('BEGIN');
  await appendToOutbox(client, { events: [published('slow')] });
  await publish('quick');
  await until(() => heard.length === 1);
  await publish('quicker');
  await until(() => heard.length === 2);
  await client.query('COMMIT');
  client.release();
  await until(() => heard.length === 3);
  await publish('last');
  await until(() => heard.length === 4);
  // By now all of them are passed by: whoever looks would tell again what it has told early.
  await horizonPasses(pool);
  await publish('the end');
  await until(() => heard.length >= 5);
  t.same(heard, ['quick', 'quicker', 'slow', 'last', 'the end'].map(published), 'each once');
});

t.test('a lost connection is made again, and nothing is missed', async (t) => {
  const heard = await hearing(t, { lookEveryMs: never });
  const lost = await listener();
  await pool.query('SELECT pg_terminate_backend($1)', [lost]);
  await publish('unheard');
  await until(() => heard.length === 1);
  await listener(lost);
  await publish('heard');
  await until(() => heard.length === 2);
  t.same(heard, ['unheard', 'heard'].map(published));
});

t.test('where nothing is to be heard it looks by itself', async (t) => {
  const deaf = new URL(url);
  deaf.pathname = 'a_database_that_is_not_there';
  const heard = await hearing(t, { databaseUrl: deaf.href });
  for (const code of ['a', 'b']) {
    await publish(code);
    await until(() => heard.length > 0);
    t.same(heard.splice(0), [published(code)]);
  }
});

t.test('a handler that fails is told again, three times in all', async (t) => {
  const told: string[] = [];
  let missed = 0;
  await hearing(t, {
    onMissed() {
      missed += 1;
    },
    onEvents(events) {
      for (const event of events) if ('code' in event) told.push(event.code);
      throw new Error('the handler cannot');
    },
  });
  await publish('x');
  // Then all of it is made anew.
  await until(() => missed === 1);
  await publish('y');
  await until(() => told.length >= 4);
  t.same(told.slice(0, 4), ['x', 'x', 'x', 'y']);
});
