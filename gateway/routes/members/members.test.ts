import t from 'tap';
import { testGateway } from '../../testing/test-gateway.ts';

t.test('a member is registered, found, masked and changed', async (t) => {
  const { call } = await testGateway(t);
  const created = await call('POST /v1/members', {
    body: {
      phone: '+7 (916) 123-45-67',
      name: 'Anna Ivanovna Petrova',
      email: 'anna@example.com',
      birthDate: '1990-05-17',
      attributes: { shoe: 38, vip: true },
      favourites: { category: ['coffee'] },
      cards: [{ number: 'C-1' }, { type: 'employee' }],
    },
  });
  t.equal(created.status, 201, JSON.stringify(created.body));
  const member = created.body;
  t.match(member, {
    id: /^[0-9a-f]{8}-[0-9a-f]{4}-7/,
    phone: '+79161234567',
    name: 'Anna Ivanovna Petrova',
    birthDate: '1990-05-17',
    attributes: { shoe: 38, vip: true },
    cards: [
      { number: 'C-1', type: 'standard', state: 'active' },
      { number: /^29\d{14}$/, type: 'employee', state: 'active' },
    ],
    points: { balance: 0, pending: 0, held: 0, debt: 0, purses: [], lots: [] },
  });
  for (const as of ['call-centre', 'admin'] as const) {
    for (const by of ['card=C-1', 'phone=%2B79161234567', 'phone=+79161234567']) {
      t.strictSame((await call(`GET /v1/members?${by}`, { as })).body, member, `${as} by ${by}`);
    }
    t.strictSame((await call(`GET /v1/members/${member.id}`, { as })).body, member);
  }
  for (const as of ['till', 'shop'] as const) {
    const { body } = await call('GET /v1/members?card=C-1', { as });
    const { birthDate: _, ...rest } = member;
    t.strictSame(body, { ...rest, phone: '+7***4567', name: 'A. I. P.', email: 'a***@example.com' });
  }
  const changed = await call(`PATCH /v1/members/${member.id}`, {
    body: { phone: '+79160000000', name: null, attributes: { shoe: null, hat: 'M' }, favourites: { sku: ['a'] } },
  });
  t.equal(changed.status, 200);
  t.match(changed.body, { phone: '+79160000000', email: 'anna@example.com' });
  t.strictSame(changed.body.attributes, { vip: true, hat: 'M' });
  t.strictSame(changed.body.favourites, { sku: ['a'], category: ['coffee'] });
  t.notOk('name' in changed.body);
  t.equal(
    (await call('GET /v1/members?phone=%2B79161234567')).body.code,
    'member_not_found',
    'the old phone is forgotten',
  );
  t.strictSame((await call('GET /v1/members?phone=%2B79160000000')).body, changed.body);
});

t.test('every change bumps the party’s version, tells the outbox and empties the cache', async (t) => {
  const outdated: (readonly [number, number])[] = [];
  const outdate = async (changes: readonly (readonly [number, number])[]) => void outdated.push(...changes);
  const { call, database } = await testGateway(t, { gate: { outdate } as never });
  const { body: member } = await call('POST /v1/members', {
    body: { phone: '+79161234567', cards: [{ number: 'C-1' }] },
  });
  await call(`PATCH /v1/members/${member.id}`, { body: { name: 'A' } });
  await call(`POST /v1/members/${member.id}/cards`, { body: { number: 'C-2' } });
  await call(`POST /v1/members/${member.id}/cards/C-1/block`);
  await call(`POST /v1/members/${member.id}/cards/nobody/block`);
  const { rows } = await database.query('SELECT id, version FROM parties');
  t.equal(rows[0].version, 4, 'what is refused changes nothing');
  t.strictSame(outdated, [
    [rows[0].id, 2],
    [rows[0].id, 3],
    [rows[0].id, 4],
  ]);
  const { rows: said } = await database.query(
    'SELECT body FROM outbox WHERE body -> \'events\' @> \'[{"event":"member"}]\' ORDER BY id',
  );
  t.strictSame(
    said.map(({ body }) => [body.parties[0][1], body.events[0].phones, body.events[0].cards]),
    [
      [1, ['+79161234567'], ['C-1']],
      [2, ['+79161234567'], ['C-1']],
      [3, [], ['C-2']],
      [4, [], ['C-1']],
    ],
  );
});

t.test('cards are issued, blocked, unblocked and replaced', async (t) => {
  const { call, parts } = await testGateway(t);
  const { body: member } = await call('POST /v1/members', { body: { cards: [{ number: 'C-1', type: 'gold' }] } });
  const other = (await call('POST /v1/members', { body: { cards: [{ number: 'O-1' }] } })).body;
  const cards = `/v1/members/${member.id}/cards`;
  const useOf = async (card: string) => {
    try {
      return (await parts.directory.resolveMember({ card })).member;
    } catch (error) {
      return (error as { refusal: { code: string } }).refusal.code;
    }
  };
  type Step = readonly [request: string, body: object | undefined, status: number, states: string, code?: string];
  const story: readonly Step[] = [
    [`POST ${cards}`, { number: 'C-2' }, 201, 'C-1 active, C-2 active'],
    [`POST ${cards}`, { number: 'C-2' }, 409, 'C-1 active, C-2 active', 'already_exists'],
    [`POST ${cards}`, { number: 'O-1' }, 409, 'C-1 active, C-2 active', 'already_exists'],
    [`POST ${cards}/C-1/block`, undefined, 200, 'C-1 blocked, C-2 active'],
    [`POST ${cards}/C-1/block`, undefined, 200, 'C-1 blocked, C-2 active'],
    [`POST ${cards}/C-1/unblock`, undefined, 200, 'C-1 active, C-2 active'],
    [`POST ${cards}/O-1/block`, undefined, 404, 'C-1 active, C-2 active', 'card_not_found'],
    [`POST ${cards}/nobody/block`, undefined, 404, 'C-1 active, C-2 active', 'card_not_found'],
    [`POST ${cards}/C-1/replace`, { number: 'O-1' }, 409, 'C-1 active, C-2 active', 'already_exists'],
    [`POST ${cards}/C-1/replace`, { number: 'C-3' }, 201, 'C-1 replaced, C-2 active, C-3 active'],
    [`POST ${cards}/C-1/unblock`, undefined, 409, 'C-1 replaced, C-2 active, C-3 active', 'card_blocked'],
    [`POST ${cards}/C-1/replace`, {}, 409, 'C-1 replaced, C-2 active, C-3 active', 'card_blocked'],
    [`POST ${cards}/C-2/block`, undefined, 200, 'C-1 replaced, C-2 blocked, C-3 active'],
  ];
  for (const [request, body, status, states, code] of story) {
    const reply = await call(request, { body });
    t.equal(reply.status, status, `${request}: ${JSON.stringify(reply.body)}`);
    if (code !== undefined) t.equal(reply.body.code, code);
    const { body: now } = await call(`GET /v1/members/${member.id}`);
    const shown = now.cards.map((card: { number: string; state: string }) => `${card.number} ${card.state}`);
    t.equal(shown.sort().join(', '), states);
  }
  const { body: after } = await call(`GET /v1/members/${member.id}`);
  t.match(
    after.cards.find((card: { number: string }) => card.number === 'C-1'),
    { replacedBy: 'C-3', type: 'gold' },
  );
  t.match(
    after.cards.find((card: { number: string }) => card.number === 'C-3'),
    { type: 'gold' },
    'of the same type',
  );
  t.strictSame(
    [await useOf('C-1'), await useOf('C-2'), await useOf('C-3'), await useOf('O-1')],
    ['card_blocked', 'card_blocked', member.id, other.id],
  );
  t.equal((await call('GET /v1/members?card=C-2')).body.id, member.id, 'a blocked card finds its member');
});

t.test('what is refused', async (t) => {
  const { call } = await testGateway(t);
  await call('POST /v1/members', { body: { phone: '+79161234567', cards: [{ number: 'C-1' }] } });
  const nobody = '01890000-0000-7000-8000-000000000000';
  type Row = readonly [request: string, body: unknown, status: number, code: string, path?: string];
  const table: readonly Row[] = [
    ['POST /v1/members', {}, 422, 'invalid_request', '/phone'],
    ['POST /v1/members', { name: 'A' }, 422, 'invalid_request', '/phone'],
    ['POST /v1/members', { phone: '89161234568' }, 422, 'invalid_request', '/phone'],
    ['POST /v1/members', { phone: '+0123456789' }, 422, 'invalid_request', '/phone'],
    ['POST /v1/members', { phone: '+79161234567' }, 409, 'already_exists', '/phone'],
    ['POST /v1/members', { phone: '+7 916 123 45 67' }, 409, 'already_exists', '/phone'],
    ['POST /v1/members', { cards: [{ number: 'C-1' }] }, 409, 'already_exists', '/cards/0/number'],
    ['POST /v1/members', { cards: [{ number: 'X' }, { number: 'X' }] }, 409, 'already_exists', '/cards'],
    ['POST /v1/members', { cards: [{ number: 'a b' }] }, 422, 'invalid_request', '/cards/0/number'],
    ['POST /v1/members', { phone: '+79161234568', birthDate: '2990-01-01' }, 422, 'invalid_request', '/birthDate'],
    ['POST /v1/members', { phone: '+79161234568', birthDate: '1990-02-30' }, 422, 'invalid_request', '/birthDate'],
    ['POST /v1/members', { phone: '+79161234568', email: 'nobody' }, 422, 'invalid_request', '/email'],
    ['POST /v1/members', { phone: '+79161234568', attributes: { a: {} } }, 422, 'invalid_request', '/attributes/a'],
    [
      'POST /v1/members',
      { phone: '+79161234568', attributes: { 'a\nb': {} } },
      422,
      'invalid_request',
      '/attributes/a\nb',
    ],
    ['POST /v1/members', { phone: '+79161234568', attributes: { '': 1 } }, 422, 'invalid_request', '/attributes/'],
    ['POST /v1/members', { phone: '+79161234568', nmae: 'A' }, 422, 'invalid_request', '/nmae'],
    [`GET /v1/members/${nobody}`, undefined, 404, 'member_not_found'],
    ['GET /v1/members/7', undefined, 422, 'invalid_request', 'id'],
    ['GET /v1/members', undefined, 422, 'invalid_request', ''],
    ['GET /v1/members?card=a&phone=b', undefined, 422, 'invalid_request'],
    ['GET /v1/members?kard=a', undefined, 422, 'invalid_request', 'kard'],
    ['GET /v1/members?card=nobody', undefined, 404, 'card_not_found'],
    ['GET /v1/members?phone=12345', undefined, 404, 'member_not_found'],
    [`PATCH /v1/members/${nobody}`, { name: 'A' }, 404, 'member_not_found'],
    [`GET /v1/members/${nobody}/operations`, undefined, 404, 'member_not_found'],
    [`POST /v1/members/${nobody}/cards`, {}, 404, 'member_not_found'],
  ];
  for (const [request, body, status, code, path] of table) {
    const reply = await call(request, { body });
    const name = `${request} ${JSON.stringify(body) ?? ''}`;
    t.equal(reply.status, status, `${name}: ${JSON.stringify(reply.body)}`);
    t.equal(reply.body.code, code, name);
    if (path !== undefined) t.equal(reply.body.errors?.[0]?.path, path, name);
  }
});

t.test('attributes have a bound, in sum too', async (t) => {
  const { call } = await testGateway(t);
  const many = (prefix: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]));
  const { body } = await call('POST /v1/members', { body: { phone: '+79161234567', attributes: many('a', 64) } });
  const reply = await call(`PATCH /v1/members/${body.id}`, { body: { attributes: many('b', 1) } });
  t.match(reply.body, { code: 'invalid_request', errors: [{ path: '/attributes' }] });
  t.strictSame((await call(`GET /v1/members/${body.id}`)).body, body, 'nothing has changed');
});

t.test('points and operations', async (t) => {
  const { call, database } = await testGateway(t);
  const { body: member } = await call('POST /v1/members', { body: { cards: [{ number: 'C-1' }] } });
  const soon = Date.now() + 86_400_000;
  const state = {
    purses: { bonus: { posted: 150, held: 30, pending: 40 } },
    debt: 0,
    lots: [
      { id: 1, purse: 'bonus', remaining: 100, held: 30 },
      { id: 2, purse: 'bonus', remaining: 50, held: 0, expiresAt: soon },
      { id: 3, purse: 'bonus', remaining: 40, held: 0, activeAt: soon },
    ],
    facts: { purchases: 0, limits: {} },
  };
  await database.query('UPDATE parties SET state = $1', [JSON.stringify(state)]);
  await database.query(
    `INSERT INTO transfers (party, seq, at, debit, credit, amount, reason, lot, rule)
     SELECT p.id, n, timestamptz '2026-01-01Z' + n * interval '1 day', 'house:issued', 'purse:bonus', n * 10, 'accrue', n, 'r'
     FROM parties p, generate_series(1, 3) n`,
  );
  const day = new Date(soon).toISOString();
  t.strictSame((await call(`GET /v1/members/${member.id}`)).body.points, {
    balance: 120,
    pending: 40,
    held: 30,
    debt: 0,
    purses: [{ purse: 'bonus', balance: 120, pending: 40, held: 30 }],
    lots: [
      { points: 50, purse: 'bonus', expiresAt: day },
      { points: 100, held: 30, purse: 'bonus' },
      { points: 40, purse: 'bonus', activeAt: day },
    ],
  });
  const operations = `/v1/members/${member.id}/operations`;
  const first = await call(`GET ${operations}?limit=2`);
  t.equal(first.status, 200, JSON.stringify(first.body));
  t.match(first.body, {
    operations: [
      { seq: 3, at: '2026-01-04T00:00:00.000Z', points: 30, reason: 'accrue', debit: 'house:issued', lot: 3 },
      { seq: 2 },
    ],
    next: 2,
  });
  const second = await call(`GET ${operations}?limit=2&before=${first.body.next}`);
  t.equal(second.body.operations.length, 1);
  t.notOk('next' in second.body);
});
