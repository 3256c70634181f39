import t from 'tap';
import { testDatabase } from '../../../ledger/testing/test-database.ts';
import { until } from '../../../ledger/testing/until.ts';
import { BudgetWatch } from './budgets.ts';

const { pool } = await testDatabase(t);
const use = (key: string, used: number) =>
  pool.query('INSERT INTO budgets VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET used = $2', [key, used]);
let reads = 0;
const counted = {
  query: (...args: Parameters<typeof pool.query>) => {
    reads += 1;
    return pool.query(...args);
  },
} as typeof pool;
/** The clock of what is watched, ms: a machine that stands still does not make it go on. */
const clock = { ms: 5_000 };
const watch = (database = counted) => new BudgetWatch(database, () => clock.ms);

t.test('what nobody has drawn from is not looked at', async (t) => {
  const budgets = watch();
  t.strictSame(await budgets.known(), {});
  t.equal(reads, 0);
});

t.test('watched once drawn from: [what the evaluation assumed, evaluate again]', async (t) => {
  await use('a', 70);
  const budgets = watch();
  t.equal(await budgets.watch(['a', 'b'], {}), true, '70 of a were used already');
  t.strictSame(await budgets.known(), { a: 70, b: 0 });
  t.equal(await budgets.watch(['a', 'b'], { a: 70 }), false);
  t.equal(await watch().watch(['b'], {}), false, 'nothing of b was');
  await use('a', 80);
  clock.ms += 1_000;
  t.strictSame(await budgets.known(), { a: 70, b: 0 }, 'for a second it is thought to be as it was');
  budgets.learn(new Map([['a', 90]]));
  t.strictSame(await budgets.known(), { a: 90, b: 0 }, 'what was committed here is known at once');
});

t.test('read again after a second, by all who ask at once together', async (t) => {
  const budgets = watch();
  await budgets.watch(['c'], {});
  await use('c', 5);
  clock.ms += 1_001;
  const before = reads;
  const known = await Promise.all([budgets.known(), budgets.known(), budgets.known()]);
  for (const one of known) t.strictSame(one, { c: 5 });
  t.equal(reads, before + 1);
});

t.test('what is learnt while it is read is newer', async (t) => {
  await use('d', 1);
  let answer: (() => void) | undefined;
  const slow = {
    query: async (...args: Parameters<typeof pool.query>) => {
      const result = await pool.query(...args);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return result;
    },
  } as typeof pool;
  const budgets = watch(slow);
  const watching = budgets.watch(['d'], {});
  const answered = await until(() => answer);
  clock.ms += 1;
  budgets.learn(new Map([['d', 2]]));
  answered();
  await watching;
  t.strictSame(await budgets.known(), { d: 2 });
});
