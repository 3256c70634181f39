import t from 'tap';
import { testGateway } from '../testing/test-gateway.ts';

const store = (code: string) => ({ code, timezone: 'UTC', programme: 'main' });
const once = (key: string) => ({ 'idempotency-key': key });

t.test('a write is made once for each key', async (t) => {
  const { call, database } = await testGateway(t);
  const first = await call('POST /v1/stores', { body: store('a'), headers: once('k1') });
  t.equal(first.status, 201);
  t.notOk('idempotency-replayed' in first.headers);
  const again = await call('POST /v1/stores', { body: store('a'), headers: once('k1') });
  t.equal(again.status, 201);
  t.strictSame(again.body, first.body);
  t.equal(again.headers['idempotency-replayed'], 'true');

  t.match((await call('POST /v1/stores', { body: store('b'), headers: once('k1') })).body, {
    code: 'idempotency_key_reused',
  });
  t.match((await call('POST /v1/tills', { body: { code: 'x', store: 'a' }, headers: once('k1') })).status, 201);
  t.match(
    (await call('POST /v1/stores', { body: store('a') })).body,
    { code: 'already_exists' },
    'without a key it is another request',
  );

  await database.query("UPDATE request_keys SET created_at = now() - interval '31 days'");
  t.match((await call('POST /v1/stores', { body: store('b'), headers: once('k1') })).status, 201, 'kept for 30 days');
});

t.test('another path is another request', async (t) => {
  const { call } = await testGateway(t);
  for (const code of ['a', 'b']) await call('POST /v1/stores', { body: store(code) });
  t.equal((await call('PATCH /v1/stores/a', { body: { title: 'A' }, headers: once('k') })).status, 200);
  t.equal(
    (await call('PATCH /v1/stores/b', { body: { title: 'A' }, headers: once('k') })).body.code,
    'idempotency_key_reused',
  );
});

t.test('keys of different credentials have nothing to do with one another', async (t) => {
  const { call } = await testGateway(t);
  const body = (phone: string) => ({ phone });
  const one = await call('POST /v1/members', { body: body('+79160000001'), headers: once('k') });
  const two = await call('POST /v1/members', { as: 'call-centre', body: body('+79160000002'), headers: once('k') });
  t.strictSame([one.status, two.status], [201, 201]);
});

t.test('only a success uses a key up', async (t) => {
  const { call } = await testGateway(t);
  const body = { code: 'x', store: 'a' };
  t.equal((await call('POST /v1/tills', { body, headers: once('k') })).body.code, 'store_not_found');
  await call('POST /v1/stores', { body: store('a') });
  t.equal((await call('POST /v1/tills', { body, headers: once('k') })).status, 201);
});

t.test('duplicates at the same moment: one write, one reply', async (t) => {
  const { call, database } = await testGateway(t);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () =>
      call('POST /v1/members', { body: { phone: '+79161234567', cards: [{}] }, headers: once('k') }),
    ),
  );
  t.ok(replies.every(({ status }) => status === 201));
  t.equal(new Set(replies.map(({ body }) => JSON.stringify(body))).size, 1);
  t.equal(replies.filter(({ headers }) => headers['idempotency-replayed'] !== 'true').length, 1);
  const { rows } = await database.query(
    'SELECT (SELECT count(*) FROM members) AS members, (SELECT count(*) FROM parties) AS parties',
  );
  t.strictSame(rows, [{ members: 1, parties: 1 }]);
});

t.test('two with the same phone at the same moment: one member', async (t) => {
  const { call, database } = await testGateway(t);
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => call('POST /v1/members', { body: { phone: '+79161234567' } })),
  );
  t.strictSame(replies.map(({ status }) => status).sort(), [201, ...Array(9).fill(409)]);
  t.equal((await database.query('SELECT count(*) AS n FROM parties')).rows[0].n, 1, 'nothing is left of the others');
});

t.test('a secret is given once', async (t) => {
  const { call, database } = await testGateway(t);
  const first = await call('POST /v1/keys', { body: { role: 'admin' }, headers: once('k') });
  const again = await call('POST /v1/keys', { body: { role: 'admin' }, headers: once('k') });
  const { key, ...rest } = first.body;
  t.match(key, /^tg_/);
  t.strictSame(again.body, rest);
  const { rows } = await database.query('SELECT reply FROM request_keys');
  t.notMatch(JSON.stringify(rows), /tg_/);
});
