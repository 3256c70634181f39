import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { inTransaction } from '../../ledger/database.ts';
import { createMember } from '../../ledger/members/create.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { runTillgate } from '../testing/run-tillgate.ts';

t.test('tillgate upload', async (t) => {
  const { url, pool } = await testDatabase(t);
  const folder = t.testdir({});
  const file = join(folder, 'rows.csv');
  const run = async (kind: string, text: string) => {
    writeFileSync(file, text);
    return runTillgate(t, ['upload', kind, 'season', file], { DATABASE_URL: url });
  };
  await inTransaction(pool, (client) =>
    createMember(client, { name: 'Anna', cards: [{ number: 'anna', type: 'club' }] }),
  );

  const list = await run('list', 'sku\nsledge\nskates\n');
  t.match(list, { code: 0, stdout: 'list season is at version 1: 2 of 2 rows\n', stderr: /bytes: 18 of 18/ });
  const segment = await run('segment', 'card\nanna\nboris\n');
  t.match(segment, {
    code: 0,
    stdout: 'segment season is at version 1: 1 of 2 rows; 1 of members who are not known, on line 3\n',
  });
  const prices = await run('personal-prices', 'card;sku;price\nanna;tea;9900\nanna;tea;much\n');
  t.match(prices, {
    code: 1,
    stdout: '',
    stderr: /rows\.csv:3: price must be a whole number.*\n.*nothing was changed/,
  });
  t.equal((await pool.query('SELECT FROM personal_prices')).rowCount, 0);
  const missing = await runTillgate(t, ['upload', 'list', 'season', join(folder, 'none')], { DATABASE_URL: url });
  t.match(missing, { code: 1, stderr: /there is no such file/ });
  t.match(await runTillgate(t, ['upload', 'lists', 'season', file], { DATABASE_URL: url }), { code: 2 });
  const { rows } = await pool.query("SELECT count(*)::int AS n FROM outbox WHERE body ? 'events'");
  t.strictSame(rows, [{ n: 3 }], 'gateways hear of the member and of what was uploaded');
});
