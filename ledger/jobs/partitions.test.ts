import t from 'tap';
import { v7 as newId } from 'uuid';
import { inTransaction, type Queryable } from '../database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import { makePartitions } from './partitions.ts';

const { pool } = await testDatabase(t);

async function partitions(parent: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1`,
    [parent],
  );
  return rows.map(({ name }) => name);
}

/** 2026_11 for the month so many months from now, by the clock of Postgres. */
async function month(ahead: number): Promise<{ name: string; at: number }> {
  const { rows } = await pool.query<{ name: string; at: number }>(
    `SELECT to_char(m, 'YYYY_MM') AS name, (extract(epoch FROM m AT TIME ZONE 'UTC') * 1000)::bigint AS at
     FROM (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1) AS m) AS months`,
    [ahead],
  );
  return rows[0] as { name: string; at: number };
}

/** A receipt and a transfer of a moment; says which partitions they are in. */
async function insertAt(
  at: number,
  number: string,
  database: Queryable = pool,
): Promise<[receipt: string, transfer: string]> {
  const id = newId({ msecs: at });
  const receipt = await database.query<{ table: string }>(
    `INSERT INTO receipts (id, kind, till, store, business_day, number, business_time, committed_at, programme, version,
                           gross, discount, redeemed, net, earned, reply, effects)
     VALUES ($1, 'sale', 't', 's', '2026-01-01', $2, now(), now(), 'p', 1, 0, 0, 0, 0, 0, '{}', '{}')
     RETURNING tableoid::regclass::text AS table`,
    [id, number],
  );
  const transfer = await database.query<{ table: string }>(
    `INSERT INTO transfers (party, seq, at, debit, credit, amount, reason)
     VALUES (1, $1, to_timestamp($2::float8 / 1000), 'a', 'b', 1, 'x') RETURNING tableoid::regclass::text AS table`,
    [Number(number), at],
  );
  return [receipt.rows[0]?.table ?? '', transfer.rows[0]?.table ?? ''];
}

const months = await Promise.all([0, 1, 2, 3, 4].map(month));
const [now, next] = months as [(typeof months)[0], (typeof months)[0]];

t.test('rows that came before their month had a partition are moved into it', async (t) => {
  t.same(await insertAt(now.at + 1, '1'), ['receipts_default', 'transfers_default']);
  t.same(await insertAt(next.at - 1, '2'), ['receipts_default', 'transfers_default']);
  t.same(
    await insertAt((months[4]?.at ?? 0) + 5, '3'),
    ['receipts_default', 'transfers_default'],
    'a clock that is far ahead',
  );
  t.same(await insertAt(0, '4'), ['receipts_default', 'transfers_default'], 'and one that is far behind');
  await makePartitions(pool);
  for (const [parent, column] of [
    ['receipts', 'number'],
    ['transfers', 'seq::text'],
  ]) {
    const { rows } = await pool.query(
      `SELECT ${column} AS row, tableoid::regclass::text AS in FROM ${parent} ORDER BY 1`,
    );
    t.same(rows, [
      { row: '1', in: `${parent}_${now.name}` },
      { row: '2', in: `${parent}_${now.name}` },
      { row: '3', in: `${parent}_default` },
      { row: '4', in: `${parent}_default` },
    ]);
  }
});

t.test('this month and the three to come, made once however many gateways make them', async (t) => {
  await Promise.all([1, 2, 3].map(() => makePartitions(pool)));
  for (const parent of ['receipts', 'transfers']) {
    t.same(
      await partitions(parent),
      [...months.slice(0, 4).map(({ name }) => `${parent}_${name}`), `${parent}_default`].sort(),
    );
  }
});

t.test('a row lands in its month, to the millisecond', async (t) => {
  t.same(await insertAt(next.at, '11'), [`receipts_${next.name}`, `transfers_${next.name}`]);
  t.same(await insertAt(next.at - 1, '12'), [`receipts_${now.name}`, `transfers_${now.name}`]);
  t.same(await insertAt((months[4]?.at ?? 0) - 1, '13'), [
    `receipts_${months[3]?.name}`,
    `transfers_${months[3]?.name}`,
  ]);
  t.same(await insertAt(months[4]?.at ?? 0, '14'), ['receipts_default', 'transfers_default']);
});

t.test('a number is there once in its partition, and found there', async (t) => {
  const { rows } = await pool.query('SELECT id FROM receipts WHERE number = $1', ['1']);
  await t.rejects(pool.query('INSERT INTO receipts SELECT * FROM receipts WHERE id = $1', [rows[0].id]), {
    code: '23505',
  });
  const plan = await pool.query('EXPLAIN SELECT * FROM receipts WHERE id = ANY ($1::uuid[])', [[rows[0].id]]);
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  t.match(text, new RegExp(`receipts_${now.name}`));
  t.notMatch(text, new RegExp(`receipts_${next.name}`), 'an id alone says which partition');
});

t.test('a report that reads everything keeps it waiting, and nobody behind it for long', async (t) => {
  await pool.query(`DROP TABLE receipts_${months[3]?.name}`);
  await inTransaction(pool, async (report) => {
    await report.query('SELECT count(*) FROM receipts');
    const making = makePartitions(pool);
    await until(() => somebodyWaits(pool));
    const places = await inTransaction(pool, async (receipt) => {
      await receipt.query("SET LOCAL lock_timeout = '1ms'");
      return insertAt(now.at + 7, '21', receipt);
    });
    t.same(places, [`receipts_${now.name}`, `transfers_${now.name}`], 'a receipt of this month does not wait at all');
    await making;
  });
  t.notOk((await partitions('receipts')).includes(`receipts_${months[3]?.name}`), 'left to the next time');
  await makePartitions(pool);
  t.ok((await partitions('receipts')).includes(`receipts_${months[3]?.name}`));
});
