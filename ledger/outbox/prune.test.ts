import t from 'tap';
import { testDatabase } from '../testing/test-database.ts';
import { appendToOutbox } from './append.ts';
import { pruneOutbox } from './prune.ts';
import { placeOfAMinuteAgo, placeOfNow, readOutbox } from './read.ts';
import { horizonPasses } from './testing/horizon.ts';

const { pool } = await testDatabase(t);

t.test('rows older than a day go, and those who have not read them can tell', async (t) => {
  await pool.query(
    `INSERT INTO outbox (at, body)
     SELECT now() - interval '25 hours', '{"parties": [[1, 1]]}' FROM generate_series(1, 12000)`,
  );
  await horizonPasses(pool);
  const old = await placeOfNow(pool);
  await appendToOutbox(pool, { parties: [[2, 5]] });
  await horizonPasses(pool);
  t.match(await readOutbox(pool, { xid: '0', id: 0 }, 'parties'), { more: true, pruned: false });

  t.same(
    await Promise.all([pruneOutbox(pool), pruneOutbox(pool)]).then((gone) => gone.reduce((a, b) => a + b)),
    12_000,
  );
  t.match(await readOutbox(pool, { xid: '0', id: 0 }, 'parties'), { rows: [{ part: [[2, 5]] }], pruned: true });
  t.match(await readOutbox(pool, old, 'parties'), { rows: [{ part: [[2, 5]] }], pruned: false, more: false });
  t.match(await readOutbox(pool, await placeOfAMinuteAgo(pool), 'parties'), {
    rows: [{ part: [[2, 5]] }],
    pruned: false,
  });
  t.equal(await pruneOutbox(pool), 0);
});
