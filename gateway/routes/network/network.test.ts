import t from 'tap';
import { testGateway } from '../../testing/test-gateway.ts';

const store = {
  code: 's9',
  title: 'Nine',
  region: 'south',
  timezone: 'Asia/Omsk',
  programme: 'main',
  attributes: { size: 3 },
};

t.test('stores', async (t) => {
  const { call, parts } = await testGateway(t);
  const made = await call('POST /v1/stores', { body: store });
  t.equal(made.status, 201);
  t.match(made.body, { ...store, createdAt: /Z$/ });
  t.strictSame((await call('GET /v1/stores/s9')).body, made.body);
  await call('POST /v1/tills', { body: { code: 't9', store: 's9' } });
  t.match(await parts.directory.till('t9'), {
    till: 't9',
    store: { code: 's9', region: 'south', timezone: 'Asia/Omsk' },
  });
  const changed = await call('PATCH /v1/stores/s9', {
    body: { region: null, timezone: 'UTC', attributes: { size: 4 } },
  });
  t.match(changed.body, { code: 's9', title: 'Nine', timezone: 'UTC', attributes: { size: 4 } });
  t.notOk('region' in changed.body);
  t.strictSame(await parts.directory.till('t9'), {
    till: 't9',
    store: { code: 's9', timezone: 'UTC', programme: 'main', attributes: { size: 4 } },
  });
  const first = await call('GET /v1/stores?limit=2');
  t.strictSame([first.body.stores.map(codeOf), first.body.next], [['s1', 's2'], 's2']);
  const second = await call(`GET /v1/stores?limit=2&after=${first.body.next}`);
  t.strictSame([second.body.stores.map(codeOf), second.body.next], [['s9'], undefined]);
});

t.test('tills', async (t) => {
  const { call, parts } = await testGateway(t);
  const made = await call('POST /v1/tills', { body: { code: 't9', store: 's1', title: 'Nine' } });
  t.equal(made.status, 201);
  t.match(made.body, { code: 't9', store: 's1', title: 'Nine' });
  t.equal((await parts.directory.till('t9'))?.store.code, 's1');
  t.match((await call('PATCH /v1/tills/t9', { body: { store: 's2', title: null } })).body, { code: 't9', store: 's2' });
  t.equal((await parts.directory.till('t9'))?.store.code, 's2', 'at once');
  t.strictSame((await call('GET /v1/tills?store=s1')).body.tills.map(codeOf), ['t1', 't2']);
  t.strictSame((await call('GET /v1/tills')).body.tills.map(codeOf), ['t1', 't2', 't3', 't9']);
});

const codeOf = ({ code }: { code: string }) => code;

t.test('keys open doors until they are revoked', async (t) => {
  const { call } = await testGateway(t);
  const made = await call('POST /v1/keys', { body: { role: 'till', till: 't2', title: 'second' } });
  t.equal(made.status, 201);
  t.match(made.body, { role: 'till', till: 't2', title: 'second', key: /^tg_/ });
  const headers = { authorization: `Bearer ${made.body.key}` };
  const knock = async () => (await call('GET /v1/members?card=nobody', { as: null, headers })).body.code;
  t.equal(await knock(), 'card_not_found');
  const { body: list } = await call('GET /v1/keys');
  t.equal(list.keys.length, 6);
  t.notOk(JSON.stringify(list).includes('tg_'));
  const revoked = await call(`DELETE /v1/keys/${made.body.id}`);
  t.match(revoked, { status: 200, body: { id: made.body.id, revokedAt: /Z$/ } });
  t.equal(await knock(), 'unauthenticated', 'at once');
  t.strictSame((await call(`DELETE /v1/keys/${made.body.id}`)).body, revoked.body);
});

t.test('what is refused', async (t) => {
  const { call } = await testGateway(t);
  type Row = readonly [request: string, body: unknown, status: number, code: string, path?: string];
  const table: readonly Row[] = [
    ['POST /v1/stores', { ...store, code: 's1' }, 409, 'already_exists'],
    ['POST /v1/stores', { ...store, code: 'a b' }, 422, 'invalid_request', '/code'],
    ['POST /v1/stores', { ...store, timezone: 'Mars/Base' }, 422, 'invalid_request', '/timezone'],
    ['POST /v1/stores', { ...store, timezone: '+03:00' }, 422, 'invalid_request', '/timezone'],
    ['PATCH /v1/stores/s1', { timezone: 'Moscow' }, 422, 'invalid_request', '/timezone'],
    ['PATCH /v1/stores/s1', { timezone: null }, 422, 'invalid_request', '/timezone'],
    ['PATCH /v1/stores/s1', { code: 's3' }, 422, 'invalid_request', '/code'],
    ['PATCH /v1/stores/nobody', {}, 404, 'store_not_found'],
    ['GET /v1/stores/nobody', undefined, 404, 'store_not_found'],
    ['POST /v1/tills', { code: 't1', store: 's1' }, 409, 'already_exists'],
    ['POST /v1/tills', { code: 't9', store: 'nobody' }, 404, 'store_not_found', '/store'],
    ['PATCH /v1/tills/t1', { store: 'nobody' }, 404, 'store_not_found', '/store'],
    ['PATCH /v1/tills/nobody', {}, 404, 'till_not_found'],
    ['GET /v1/tills/nobody', undefined, 404, 'till_not_found'],
    ['POST /v1/keys', { role: 'till' }, 422, 'invalid_request', '/till'],
    ['POST /v1/keys', { role: 'shop' }, 422, 'invalid_request', '/store'],
    ['POST /v1/keys', { role: 'till', till: 't1', store: 's1' }, 422, 'invalid_request', '/store'],
    ['POST /v1/keys', { role: 'admin', store: 's1' }, 422, 'invalid_request', '/store'],
    ['POST /v1/keys', { role: 'marketer', till: 't1' }, 422, 'invalid_request', '/till'],
    ['POST /v1/keys', { role: 'till', till: 'nobody' }, 404, 'till_not_found', '/till'],
    ['POST /v1/keys', { role: 'shop', store: 'nobody' }, 404, 'store_not_found', '/store'],
    ['POST /v1/keys', { role: 'root' }, 422, 'invalid_request', '/role'],
    ['DELETE /v1/keys/999', undefined, 404, 'key_not_found'],
    ['DELETE /v1/keys/x', undefined, 422, 'invalid_request', 'id'],
  ];
  for (const [request, body, status, code, path] of table) {
    const reply = await call(request, { body });
    const name = `${request} ${JSON.stringify(body) ?? ''}`;
    t.equal(reply.status, status, `${name}: ${JSON.stringify(reply.body)}`);
    t.equal(reply.body.code, code, name);
    if (path !== undefined) t.equal(reply.body.errors?.[0]?.path, path, name);
  }
});
