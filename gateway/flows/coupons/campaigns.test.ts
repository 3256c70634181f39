/** Campaigns and the making of codes, as a marketer calls them. */
import t from 'tap';
import { testGateway } from '../../testing/test-gateway.ts';

const signingKey = Buffer.alloc(32, 5);

async function marketer(t: Parameters<typeof testGateway>[0]) {
  const { call, database } = await testGateway(t, { signingKey });
  return {
    database,
    ask: (request: string, body?: unknown, headers: Record<string, string> = {}) =>
      call(request, { as: 'marketer', headers, ...(body !== undefined && { body }) }),
  };
}

const rowsOf = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));

t.test('a campaign is made, shown, listed, changed', async (t) => {
  const { ask } = await marketer(t);
  const asked = {
    code: 'welcome10',
    title: 'Welcome',
    kind: 'generic',
    active: { from: '2026-11-01T00:00:00+03:00' },
    expireAfter: 'P1Y',
    limits: { code: 1000, member: 1, total: 500 },
    codes: ['WELCOME10', 'Добро 10'],
  };
  const made = await ask('POST /v1/coupon-campaigns', asked);
  t.equal(made.status, 201);
  t.match(made.body, { ...asked, state: 'active', active: { from: '2026-10-31T21:00:00.000Z' } });
  t.strictSame((await ask('GET /v1/coupon-campaigns/welcome10')).body, made.body);
  await ask('POST /v1/coupon-campaigns', { code: 'plain', kind: 'generic' });
  t.strictSame((await ask('GET /v1/coupon-campaigns/plain')).body.codes, ['PLAIN'], 'its own, unless given');
  const page = await ask('GET /v1/coupon-campaigns?limit=1');
  t.match(page.body, { campaigns: [{ code: 'plain' }], next: 'plain' });
  t.match((await ask('GET /v1/coupon-campaigns?after=plain')).body, { campaigns: [{ code: 'welcome10' }] });

  const changed = await ask('PATCH /v1/coupon-campaigns/welcome10', {
    title: null,
    limits: { total: 9 },
    active: null,
  });
  t.match(changed.body, { limits: { total: 9 }, expireAfter: 'P1Y', state: 'active' });
  t.notOk('title' in changed.body || 'active' in changed.body || 'code' in changed.body.limits);
  const added = await ask('POST /v1/coupon-campaigns/welcome10/codes', { codes: ['HELLO'] });
  t.strictSame(added.body, { codes: [{ code: 'HELLO' }] });
  t.strictSame((await ask('GET /v1/coupon-campaigns/welcome10')).body.codes, ['WELCOME10', 'Добро 10', 'HELLO']);
  const code = await ask(`GET /v1/coupons/${encodeURIComponent('добро-10')}`);
  t.match(code.body, { code: 'ДОБРО10', campaign: 'welcome10', kind: 'generic', state: 'issued', used: 0 });
});

t.test('what cannot be', async (t) => {
  const { ask, database } = await marketer(t);
  await ask('POST /v1/coupon-campaigns', { code: 'g', kind: 'generic', codes: ['HELLO'] });
  await ask('POST /v1/coupon-campaigns', { code: 'u', kind: 'unique' });
  await ask('POST /v1/coupon-campaigns', { code: 'p', kind: 'personal' });
  const stranger = '01890000-0000-7000-8000-000000000000';
  const rows: readonly [string, object | undefined, string, string?][] = [
    ['POST /v1/coupon-campaigns', { code: 'g', kind: 'unique' }, 'already_exists', '/code'],
    ['POST /v1/coupon-campaigns', { code: 'x', kind: 'generic', codes: ['A', 'hel-lo'] }, 'already_exists', '/codes/1'],
    ['POST /v1/coupon-campaigns', { code: 'x', kind: 'generic', codes: ['A1', 'a-1'] }, 'invalid_request', '/codes/1'],
    ['POST /v1/coupon-campaigns', { code: 'x', kind: 'unique', codes: ['A'] }, 'invalid_request', '/codes'],
    [
      'POST /v1/coupon-campaigns',
      { code: 'x', kind: 'unique', expireAfter: 'soon' },
      'invalid_request',
      '/expireAfter',
    ],
    ['POST /v1/coupon-campaigns', { code: 'x y', kind: 'unique' }, 'invalid_request', '/code'],
    [
      'POST /v1/coupon-campaigns',
      { code: 'x', kind: 'unique', active: { from: '2026-01-02T00:00:00Z', to: '2026-01-02T00:00:00Z' } },
      'invalid_request',
      '/active/to',
    ],
    ['GET /v1/coupon-campaigns/x', undefined, 'coupon_campaign_not_found'],
    ['PATCH /v1/coupon-campaigns/x', { title: 'X' }, 'coupon_campaign_not_found'],
    ['POST /v1/coupon-campaigns/x/codes', { count: 1 }, 'coupon_campaign_not_found'],
    ['POST /v1/coupon-campaigns/u/codes', { codes: ['A'] }, 'invalid_request', '/codes'],
    ['POST /v1/coupon-campaigns/g/codes', { count: 1 }, 'invalid_request', '/count'],
    ['POST /v1/coupon-campaigns/g/codes', { codes: ['HELLO'] }, 'already_exists', '/codes/0'],
    ['POST /v1/coupon-campaigns/u/codes', { count: 1_000_001 }, 'invalid_request', '/count'],
    ['POST /v1/coupon-campaigns/u/codes', {}, 'invalid_request'],
    ['POST /v1/coupon-campaigns/p/codes', { members: [stranger] }, 'member_not_found', '/members/0'],
    ['GET /v1/coupons/nonsense', undefined, 'coupon_not_found'],
    ['POST /v1/coupons/nonsense/revoke', undefined, 'coupon_not_found'],
  ];
  for (const [request, body, code, path] of rows) {
    const reply = await ask(request, body);
    t.equal(reply.body.code, code, `${request} ${JSON.stringify(body)}: ${JSON.stringify(reply.body)}`);
    if (path !== undefined) t.equal(reply.body.errors?.[0].path, path, `${request} ${JSON.stringify(body)}`);
  }
  t.strictSame((await ask('GET /v1/coupon-campaigns/x')).status, 404, 'nothing of it is there');
  const [{ code }] = (await ask('POST /v1/coupon-campaigns/u/codes', { count: 1 })).body.codes;
  await database.query("UPDATE coupons SET state = 'redeemed', used = 1 WHERE code = $1", [code]);
  t.equal((await ask(`POST /v1/coupons/${code}/revoke`)).body.code, 'coupon_not_revocable');
});

t.test('few codes are a reply, and the same reply for the same key', async (t) => {
  const { ask, database } = await marketer(t);
  await ask('POST /v1/coupon-campaigns', { code: 'u', kind: 'unique', expireAfter: 'P30D' });
  const make = (count: number, key?: string, headers = {}) =>
    ask('POST /v1/coupon-campaigns/u/codes', { count }, { ...(key && { 'idempotency-key': key }), ...headers });
  const first = await make(3, 'k1');
  t.equal(first.status, 201);
  t.equal(first.body.codes.length, 3);
  t.match(first.body.codes[0], { code: /^\w{16}$/, expiresAt: /Z$/ });
  const again = await make(3, 'k1');
  t.strictSame([again.body, again.headers['idempotency-replayed']], [first.body, 'true']);
  t.equal((await make(4, 'k1')).body.code, 'idempotency_key_reused');
  t.notSame((await make(3)).body, first.body, 'without a key they are others');
  t.equal((await database.query('SELECT count(*) AS n FROM coupons')).rows[0].n, 6);
  const csv = await make(3, 'k1', { accept: 'text/csv' });
  t.match(csv.headers['content-type'], /^text\/csv/);
  const [{ code, expiresAt }] = first.body.codes;
  t.strictSame(rowsOf(csv.body).slice(0, 2), [
    ['code', 'member', 'expiresAt'],
    [code, '', expiresAt],
  ]);
});

t.test('many codes are a file', async (t) => {
  const { ask, database } = await marketer(t);
  await ask('POST /v1/coupon-campaigns', { code: 'u', kind: 'unique' });
  const { status, body, headers } = await ask('POST /v1/coupon-campaigns/u/codes', { count: 7_001 });
  t.equal(status, 201);
  t.match(headers, { 'content-type': /^text\/csv/, 'content-disposition': 'attachment; filename="u.csv"' });
  const codes = rowsOf(body)
    .slice(1)
    .map(([code]) => code);
  t.equal(new Set(codes).size, 7_001);
  const { rows } = await database.query('SELECT count(*) AS n FROM coupons WHERE code = ANY ($1)', [codes]);
  t.equal(rows[0].n, 7_001);
});

t.test('a key of a till or a call centre makes none', async (t) => {
  const { call } = await testGateway(t, { signingKey });
  for (const as of ['till', 'shop', 'call-centre'] as const) {
    t.equal((await call('POST /v1/coupon-campaigns', { as, body: { code: 'x', kind: 'unique' } })).status, 403);
  }
  t.equal((await call('GET /v1/coupon-campaigns', { as: 'call-centre' })).status, 200);
});
