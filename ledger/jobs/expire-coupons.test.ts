import t from 'tap';
import { testDatabase } from '../testing/test-database.ts';
import { expireCoupons } from './expire-coupons.ts';

const { pool } = await testDatabase(t);
const noon = Date.parse('2026-11-22T12:00:00Z');
const day = 86_400_000;

const add = (prefix: string, count: number, expiresAt: number | null, state = 'issued') =>
  pool.query(
    `INSERT INTO coupons (code, campaign, state, expires_at)
     SELECT $1 || n, 'c', $2, to_timestamp($3::float8 / 1000) FROM generate_series(1, $4) n`,
    [prefix, state, expiresAt, count],
  );
const states = async (): Promise<string[]> =>
  (
    await pool.query<{ is: string }>(
      "SELECT left(code, 1) || ' ' || state || ' ' || count(*) AS is FROM coupons GROUP BY left(code, 1), state ORDER BY 1",
    )
  ).rows.map(({ is }) => is);

t.test('a day late, those that are issued and no others, however many', async (t) => {
  await add('a', 2_300, noon);
  await add('b', 3, noon + 1);
  await add('c', 3, null);
  await add('d', 3, noon - day, 'revoked');
  t.equal(await expireCoupons(pool, noon + day - 1), 0);
  t.equal(await expireCoupons(pool, noon + day), 2_300);
  t.strictSame(await states(), ['a expired 2300', 'b issued 3', 'c issued 3', 'd revoked 3']);
  t.equal(await expireCoupons(pool, noon + day), 0);
});

t.test('one that somebody has in hand is left to the next round', async (t) => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query("SELECT FROM coupons WHERE code = 'b1' FOR UPDATE");
  t.equal(await expireCoupons(pool, noon + 2 * day), 2);
  await client.query('ROLLBACK');
  client.release();
  t.equal(await expireCoupons(pool, noon + 2 * day), 1);
});
