import { deepStrictEqual } from 'node:assert';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { bigints, texts } from '../arrays.ts';
import { testDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import { inTrips } from './trips.ts';

const { pool } = await testDatabase(t);
await pool.query('CREATE TABLE words (id bigint PRIMARY KEY, word text)');
const insert = { name: 'insert', text: 'INSERT INTO words SELECT * FROM unnest($1::bigint[], $2::text[])' };
const select = { name: 'select', text: 'SELECT id, word, NULL::int AS nothing FROM words ORDER BY id' };

t.test('what is asked in one go goes together, and is answered in order, typed', async (t) => {
  const client = await pool.connect();
  const trips = inTrips(client);
  for (const round of [1, 2, 3]) {
    const answers = await Promise.all([
      trips.query({ name: 'begin', text: 'BEGIN' }),
      trips.query({ ...insert, values: [bigints([round]), texts([`word ${round}`])] }),
      trips.query(select),
      trips.query('SELECT $1::int AS sum, $2::text AS text, $3::bool AS yes', [round, 'ä', true]),
      trips.query({ name: 'commit', text: 'COMMIT' }),
    ]);
    t.same(
      answers.map(({ command }) => command),
      ['BEGIN', 'INSERT', 'SELECT', 'SELECT', 'COMMIT'],
    );
    t.same(answers[2].rows.at(-1), { id: round, word: `word ${round}`, nothing: null });
    t.equal(answers[2].rows.length, round, 'also when its columns are known and not described again');
    t.same(answers[3].rows, [{ sum: round, text: 'ä', yes: true }]);
  }
  t.equal(inTrips(client), trips);
  client.release();
});

t.test('nothing behind a statement that fails is done, and all fail as it did', async (t) => {
  const client = await pool.connect();
  const trips = inTrips(client);
  const add = { name: 'add', text: 'INSERT INTO words VALUES ($1, $2)' };
  const answers = await Promise.allSettled([
    trips.query({ name: 'begin', text: 'BEGIN' }),
    trips.query({ ...add, values: [100, 'once'] }),
    trips.query({ ...insert, values: [bigints([100]), texts(['twice'])] }),
    trips.query({ name: 'behind', text: 'SELECT 1 AS one' }),
    trips.query({ name: 'commit', text: 'COMMIT' }),
  ]);
  for (const answer of answers) t.match(answer, { status: 'rejected', reason: { code: '23505', severity: 'ERROR' } });
  t.equal((await trips.query('ROLLBACK')).command, 'ROLLBACK');
  // What was prepared behind the failure, or by what failed, is prepared again.
  const [, one, all] = await Promise.all([
    trips.query({ ...insert, values: [bigints([101]), texts([null])] }),
    trips.query({ name: 'behind', text: 'SELECT 1 AS one' }),
    trips.query(select),
  ]);
  t.same(one.rows, [{ one: 1 }]);
  t.same(all.rows.at(-1), { id: 101, word: null, nothing: null });
  t.notOk(all.rows.some(({ id }) => id === 100));
  client.release();
});

t.test('a parameter that cannot be written lets nothing of its trip be sent', async (t) => {
  const client = await pool.connect();
  const trips = inTrips(client);
  const answers = await Promise.allSettled([
    trips.query({ ...insert, values: [bigints([200]), texts(['unsent'])] }),
    trips.query('SELECT $1', [{}]),
  ]);
  for (const answer of answers) t.match(answer, { status: 'rejected', reason: TypeError });
  t.same((await trips.query('SELECT FROM words WHERE id = 200')).rows, []);
  client.release();
});

t.test('the client itself may be asked in between, with the same statements', async (t) => {
  const client = await pool.connect();
  const trips = inTrips(client);
  const same = { name: 'same', text: 'SELECT $1::int AS number' };
  const other = { name: 'other', text: 'SELECT $1::int AS number' };
  t.same((await trips.query({ ...same, values: [1] })).rows, [{ number: 1 }]);
  t.same((await client.query({ ...same, values: [2] })).rows, [{ number: 2 }]);
  t.same((await client.query({ ...other, values: [3] })).rows, [{ number: 3 }]);
  t.same((await trips.query({ ...other, values: [4] })).rows, [{ number: 4 }]);
  client.release();
});

t.test('a connection that is lost fails all that was asked of it', async (t) => {
  const client = await pool.connect();
  const trips = inTrips(client);
  const { rows } = await trips.query('SELECT pg_backend_pid() AS pid');
  const waiting = Promise.allSettled([trips.query('SELECT pg_sleep(300)'), trips.query('SELECT 1')]);
  await until(async () => {
    const sleeping = "SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'";
    return (await pool.query(sleeping, [rows[0].pid])).rowCount === 1;
  });
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid]);
  for (const answer of await waiting) t.match(answer, { status: 'rejected', reason: { code: '57P01' } });
  await t.rejects(trips.query('SELECT 1'));
  client.release(true);
});

t.test('texts of any length and kind arrive as they are', async () => {
  const client = await pool.connect();
  const trips = inTrips(client);
  const text = fc.string({ unit: 'binary', maxLength: 300 }).map((value) => value.replaceAll('\0', ''));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), fc.nat({ max: 200_000 }), async (words, long) => {
      const sent = [...words, 'é'.repeat(long)];
      const answers = await Promise.all(sent.map((word) => trips.query('SELECT $1::text AS word', [word])));
      deepStrictEqual(
        answers.map(({ rows }) => rows[0].word),
        sent,
      );
    }),
    { numRuns: 50 },
  );
  client.release();
});
