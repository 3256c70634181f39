import t from 'tap';
import { testDatabase } from '../testing/test-database.ts';
import { migrate, NewerDatabase } from './migrate.ts';

const quiet = { info() {}, warn() {}, error() {} };

t.test('of several that start at once one migrates, and the others wait', async (t) => {
  const { url, pool } = await testDatabase(t);
  const empty = `${new URL(url).pathname.slice(1)}_empty`;
  await pool.query(`CREATE DATABASE ${empty}`);
  t.teardown(() => pool.query(`DROP DATABASE ${empty} WITH (FORCE)`));
  const emptyUrl = new URL(url);
  emptyUrl.pathname = empty;

  const applied = await Promise.all([1, 2, 3].map(() => migrate(emptyUrl.href, quiet)));
  const [most = [], ...none] = applied.sort((a, b) => b.length - a.length);
  t.equal(most[0], '0001-parties');
  t.strictSame(none, [[], []]);
  t.strictSame(await migrate(emptyUrl.href, quiet), []);
});

t.test('a newer database is refused and left as it is', async (t) => {
  const { url, pool } = await testDatabase(t);
  await pool.query("INSERT INTO migrations (name, run_on) VALUES ('9998-a', now()), ('9999-b', now())");
  await t.rejects(
    migrate(url, quiet),
    new NewerDatabase(
      'the database is of a newer version than this program: it has 9998-a, 9999-b, which this program lacks; install ' +
        'the newer program',
    ),
  );
});
