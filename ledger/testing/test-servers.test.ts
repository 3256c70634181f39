import { Redis } from 'ioredis';
import t from 'tap';
import { testDatabase } from './test-database.ts';
import { testRedis } from './test-redis.ts';

t.test('two tests have a migrated database each', async (t) => {
  const [one, other] = await Promise.all([testDatabase(t), testDatabase(t)]);
  await one.pool.query('CREATE TABLE mine ()');
  const { rows } = await other.pool.query(
    "SELECT tablename FROM pg_tables WHERE tablename IN ('mine', 'parties', 'receipts') ORDER BY tablename",
  );
  t.strictSame(rows, [{ tablename: 'parties' }, { tablename: 'receipts' }]);
});

t.test('a Redis runs scripts', async (t) => {
  const { url } = await testRedis(t);
  const redis = new Redis(url);
  t.teardown(() => redis.disconnect());
  t.equal(
    await redis.eval("redis.call('SET', KEYS[1], ARGV[1]); return redis.call('GET', KEYS[1])", 1, 'key', 'x'),
    'x',
  );
});
