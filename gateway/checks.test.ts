import t from 'tap';
import { testDatabase } from '../ledger/testing/test-database.ts';
import { databaseCheck, programmesCheck } from './checks.ts';

t.test('the database', async (t) => {
  const { pool } = await testDatabase(t);
  const { check } = databaseCheck(pool);
  await t.resolves(check());
  await pool.query("DELETE FROM migrations WHERE name = '0002-network'");
  await t.rejects(check(), { message: 'the database lacks 0002-network: run tillgate migrate' });
});

t.test('the programmes', async (t) => {
  const faults = new Map<string, string>();
  const { check } = programmesCheck({ faults: () => faults });
  await t.resolves(check());
  faults.set('main', 'no worker');
  await t.rejects(check(), { message: 'main: no worker' });
});
