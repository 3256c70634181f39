import t from 'tap';
import { testDatabase } from '../testing/test-database.ts';
import { signingKey } from './signing-key.ts';

t.test('gateways that start together have one key', async (t) => {
  const { pool } = await testDatabase(t);
  const keys = await Promise.all(Array.from({ length: 10 }, () => signingKey(pool)));
  t.equal(keys[0]?.length, 32);
  t.equal(new Set(keys.map((key) => key.toString('hex'))).size, 1);
  t.same(await signingKey(pool), keys[0]);
});
