import t from 'tap';
import { createKey, findKey, hashOf, keepKey, listKeys, revokeKey } from '../../ledger/keys/access-keys.ts';
import { createStore } from '../../ledger/network/stores.ts';
import { changeTill, createTill } from '../../ledger/network/tills.ts';
import { testDatabase } from '../../ledger/testing/test-database.ts';
import { createCredentials } from './credentials.ts';

t.test('a key’s life', async (t) => {
  const { pool: database } = await testDatabase(t);
  for (const code of ['s1', 's2']) await createStore(database, { code, timezone: 'UTC', programme: 'main' });
  await createTill(database, { code: 't1', store: 's1' });
  let queries = 0;
  const credentials = createCredentials({
    query: ((...given: Parameters<typeof database.query>) => {
      queries += 1;
      return database.query(...given);
    }) as typeof database.query,
  });

  const { key, secret } = await createKey(database, { role: 'till', till: 't1', title: 'first' });
  t.match(secret, /^tg_[\w-]{43}$/);
  t.strictSame(await credentials.find(secret), { id: key.id, role: 'till', store: 's1', till: 't1' });
  t.strictSame(await credentials.find(secret), { id: key.id, role: 'till', store: 's1', till: 't1' });
  t.equal(queries, 1, 'once seen, it costs no query');

  t.equal(await credentials.find('tg_wrong'), undefined);
  t.equal(await credentials.find('tg_wrong'), undefined);
  t.equal(queries, 2, 'neither does one that is none');
  t.equal(await credentials.find('x'.repeat(10_000)), undefined);
  t.equal(queries, 2, 'nor one that cannot be one');

  await changeTill(database, 't1', { store: 's2' });
  credentials.apply({ event: 'network' });
  t.match(await credentials.find(secret), { store: 's2' });

  t.match(await revokeKey(database, key.id), { id: key.id, revokedAt: /T.*Z$/ });
  t.ok(await credentials.find(secret), 'still cached, until the event arrives');
  credentials.apply({ event: 'key', id: key.id });
  t.equal(await credentials.find(secret), undefined);
  const again = await revokeKey(database, key.id);
  t.same(again, await revokeKey(database, key.id), 'revoking it again changes nothing');
  t.equal(await revokeKey(database, 999), undefined);

  t.equal(await credentials.find('demo-admin'), undefined);
  t.match(await keepKey(database, { role: 'admin' }, 'demo-admin'), { role: 'admin' });
  t.equal(await keepKey(database, { role: 'admin' }, 'demo-admin'), undefined, 'kept once');
  credentials.clear();
  t.match(await credentials.find('demo-admin'), { role: 'admin' });

  const listed = await listKeys(database, { limit: 10 });
  t.strictSame(
    listed.map(({ role, revokedAt }) => [role, revokedAt !== undefined]),
    [
      ['till', true],
      ['admin', false],
    ],
  );
  t.notMatch(JSON.stringify(listed), /tg_|hash/);
  t.equal(await findKey(database, hashOf(secret)), undefined);
  const { rows } = await database.query(
    'SELECT count(*) AS n FROM outbox WHERE body -> \'events\' @> \'[{"event":"key"}]\'',
  );
  t.equal(rows[0].n, 5);
});
