import t from 'tap';
import { inTransaction } from '../database.ts';
import { testDatabase } from '../testing/test-database.ts';
import { somebodyWaits, until } from '../testing/until.ts';
import { claimRequestKey, keepReply, purgeRequestKeys, type RequestKey } from './request-keys.ts';

const request = (key: string, body = 'a'): RequestKey => ({
  credential: 1,
  operation: 'stores.write',
  key,
  fingerprint: Buffer.from(body),
});

t.test('claimed, kept, given again, forgotten', async (t) => {
  const { pool } = await testDatabase(t);
  const write = (key: RequestKey, reply: string) =>
    inTransaction(pool, async (client) => {
      const claim = await claimRequestKey(client, key);
      if (claim === 'new') await keepReply(client, key, { status: 201, reply });
      return claim;
    });
  t.equal(await write(request('k'), 'first'), 'new');
  t.strictSame(await write(request('k'), 'second'), { status: 201, reply: 'first' });
  t.equal(await write(request('k', 'b'), 'second'), 'reused');
  t.equal(await write({ ...request('k'), credential: 2 }, 'other'), 'new');
  t.equal(await write({ ...request('k'), operation: 'tills.write' }, 'other'), 'new');

  t.equal(await purgeRequestKeys(pool), 0);
  await pool.query("UPDATE request_keys SET created_at = now() - interval '30 days 1 second' WHERE credential = 1");
  t.equal(await write(request('k', 'b'), 'later'), 'new', 'too old to count, purged or not');
  t.strictSame(await write(request('k', 'b'), 'later still'), { status: 201, reply: 'later' });
  t.equal(await purgeRequestKeys(pool), 1);
});

t.test('a duplicate waits for the one under way, and goes ahead when that one fails', async (t) => {
  const { pool } = await testDatabase(t);
  const order: string[] = [];
  let fail = (_: Error): void => {};
  const claimed = new Promise<void>((resolve) => {
    void inTransaction(pool, async (client) => {
      order.push(`first ${await claimRequestKey(client, request('k'))}`);
      resolve();
      await new Promise((_, reject) => {
        fail = reject;
      });
    }).catch(() => order.push('first failed'));
  });
  await claimed;
  const second = inTransaction(pool, async (client) => {
    order.push(`second ${await claimRequestKey(client, request('k'))}`);
  });
  await until(() => somebodyWaits(pool));
  t.strictSame(order, ['first new']);
  fail(new Error('no'));
  await second;
  t.strictSame(order.toSorted(), ['first failed', 'first new', 'second new']);
});
