import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { testDatabase } from '../../../ledger/testing/test-database.ts';
import { BudgetWatch } from './budgets.ts';

const { pool } = await testDatabase(t);
const use = (key: string, used: number) =>
  pool.query('INSERT INTO budgets VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET used = $2', [key, used]);
let reads = 0;
const database = {
  query: (...args: Parameters<typeof pool.query>) => {
    reads += 1;
    return pool.query(...args);
  },
} as typeof pool;

t.test('what nobody has drawn from is not looked at', async (t) => {
  const budgets = new BudgetWatch(database);
  t.strictSame(await budgets.known(), {});
  t.equal(reads, 0);
});

t.test('watched once drawn from: [what the evaluation assumed, evaluate again]', async (t) => {
  await use('a', 70);
  const budgets = new BudgetWatch(database);
  t.equal(await budgets.watch(['a', 'b'], {}), true, '70 of a were used already');
  t.strictSame(await budgets.known(), { a: 70, b: 0 });
  t.equal(await budgets.watch(['a', 'b'], { a: 70 }), false);
  t.equal(await new BudgetWatch(database).watch(['b'], {}), false, 'nothing of b was');
  await use('a', 80);
  t.strictSame(await budgets.known(), { a: 70, b: 0 }, 'for a second it is thought to be as it was');
  budgets.learn(new Map([['a', 90]]));
  t.strictSame(await budgets.known(), { a: 90, b: 0 }, 'what was committed here is known at once');
});

t.test('read again after a second, by all who ask at once together', async (t) => {
  const budgets = new BudgetWatch(database);
  await budgets.watch(['c'], {});
  await use('c', 5);
  await sleep(1_050);
  const before = reads;
  const known = await Promise.all([budgets.known(), budgets.known(), budgets.known()]);
  for (const one of known) t.strictSame(one, { c: 5 });
  t.equal(reads, before + 1);
});

t.test('what is learnt while it is read is newer', async (t) => {
  await use('d', 1);
  let answer = (): void => {};
  const slow = {
    query: async (...args: Parameters<typeof pool.query>) => {
      const result = await pool.query(...args);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return result;
    },
  } as typeof pool;
  const budgets = new BudgetWatch(slow);
  const watching = budgets.watch(['d'], {});
  await sleep(100);
  budgets.learn(new Map([['d', 2]]));
  answer();
  await watching;
  t.strictSame(await budgets.known(), { d: 2 });
});
