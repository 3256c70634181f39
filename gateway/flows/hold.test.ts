import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from '../../ledger/testing/until.ts';
import { cake, dayBefore, programme, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, clock, parts, pool, time } = gateway;

let last = 0;
const next = (): string => `h${++last}`;
const anna = { member: { card: 'anna' } };
const hold = (body: object, key?: string, as: Key = 't1'): Promise<Reply> =>
  call(as, 'POST /v1/holds', body, key === undefined ? {} : { 'idempotency-key': key });
const commit = (body: object, as: Key = 't1'): Promise<Reply> => call(as, 'POST /v1/receipts', body);
const act = (what: 'void' | 'extend', id: string, body?: object, as: Key = 't1'): Promise<Reply> =>
  call(as, `POST /v1/holds/${id}/${what}`, body);
const points = async () => {
  const { body } = await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...anna, lines: [] }));
  return { balance: body.points.balance, held: body.points.held };
};

await commit(receipt(next(), time(), { ...anna, lines: [cake(1_000_000)] }));
await commit(receipt(next(), time(), { ...anna, lines: [cake(1_000_000)], channel: 'web' }));
t.strictSame(await points(), { balance: 2_100, held: 0 });

t.test('a hold keeps points until it is voided', async (t) => {
  const number = next();
  const made = await hold({ number, ...anna, redeem: [{ points: 150 }] });
  t.equal(made.status, 201);
  t.match(made.body, { state: 'active', till: 't1', number, points: 150, posted: 0, amount: 15_000 });
  t.strictSame(
    made.body.redeem,
    [
      { purse: 'promo', points: 100 },
      { purse: 'bonus', points: 50 },
    ],
    'promo goes first',
  );
  const { createdAt, expiresAt, maxUntil } = made.body;
  t.equal(Date.parse(expiresAt) - Date.parse(createdAt), 15 * 60_000);
  t.equal(Date.parse(maxUntil) - Date.parse(createdAt), 60 * 60_000);
  t.strictSame(await points(), { balance: 1_950, held: 150 });
  t.strictSame((await call('t1', `GET /v1/holds/${made.body.id}`)).body, made.body);

  const voided = await act('void', made.body.id);
  t.match(voided.body, { state: 'voided', posted: 0 });
  t.notOk(voided.replayed);
  t.strictSame(await points(), { balance: 2_100, held: 0 });
  const again = await act('void', made.body.id);
  t.ok(again.replayed);
  t.strictSame(again.body, voided.body);
  t.match((await commit(receipt(number, time(), { ...anna, holds: [made.body.id] }))).body, { code: 'hold_resolved' });
  t.match((await act('extend', made.body.id, { ttl: 'PT5M' })).body, { code: 'hold_resolved' });
});

t.test('refused: [what, fields, code, path]', async (t) => {
  const before = await points();
  const rows: [string, Record<string, unknown>, string, string?][] = [
    ['more than there is', { redeem: [{ points: 2_101 }] }, 'insufficient_points'],
    ['more than a purse has', { redeem: [{ purse: 'promo', points: 101 }] }, 'insufficient_points'],
    ['more in all', { redeem: [{ purse: 'promo', points: 100 }, { points: 2_001 }] }, 'insufficient_points'],
    ['an unknown purse', { redeem: [{ purse: 'gold', points: 1 }] }, 'invalid_request', '/redeem/0/purse'],
    ['nothing', { redeem: [] }, 'invalid_request', '/redeem'],
    ['no points', { redeem: [{ points: 0 }] }, 'invalid_request', '/redeem/0/points'],
    ['the most', { redeem: [{ points: 'max' }] }, 'invalid_request', '/redeem/0/points'],
    ['nobody’s', { member: undefined }, 'invalid_request', '/member'],
    ['a stranger’s', { member: { card: 'vera' } }, 'card_not_found', '/member/card'],
    ['for another till', { till: 't2' }, 'till_mismatch', '/till'],
    ['a certificate', { certificate: { code: 'c', amount: 1 } }, 'certificate_not_found', '/certificate/code'],
    ['nothing at all', { redeem: undefined }, 'invalid_request', '/redeem'],
    ['of yesterday', { businessTime: time(25 * 3_600_000) }, 'clock_skew', '/businessTime'],
    ['too long', { ttl: 'PT1H0.001S' }, 'hold_ttl', '/ttl'],
    ['for days', { ttl: 'P7D' }, 'hold_ttl', '/ttl'],
    ['no time', { ttl: 'PT0S' }, 'invalid_request', '/ttl'],
    ['no time to speak of', { ttl: 'PT0.0001S' }, 'invalid_request', '/ttl'],
    ['less than no time', { ttl: '-PT5M' }, 'invalid_request', '/ttl'],
    ['a month', { ttl: 'P1M' }, 'invalid_request', '/ttl'],
    ['minutes', { ttl: '15' }, 'invalid_request', '/ttl'],
  ];
  for (const [name, more, code, path] of rows) {
    const { status, body } = await hold({ number: next(), ...anna, redeem: [{ points: 10 }], ...more });
    t.equal(body.code, code, `${name}: ${status} ${body.detail}`);
    if (path !== undefined) t.equal(body.errors?.[0]?.path, path, `${name}: path`);
  }
  t.strictSame(await points(), before);
});

t.test('as long as the programme holds', async (t) => {
  for (const [ttl, ms] of [
    ['PT1H', 3_600_000],
    ['PT30S', 30_000],
    ['PT1M30.5S', 90_500],
  ] as const) {
    const { body } = await hold({ number: next(), ...anna, redeem: [{ points: 1 }], ttl });
    t.equal(Date.parse(body.expiresAt) - Date.parse(body.createdAt), ms, ttl);
    await act('void', body.id);
  }
});

t.test('with an Idempotency-Key the same request makes one hold', async (t) => {
  const body = { number: next(), ...anna, redeem: [{ purse: 'bonus', points: 20 }, { points: 10 }] };
  const first = await hold(body, 'k1');
  t.equal(first.status, 201);
  const again = await hold(body, 'k1');
  t.equal(again.status, 200);
  t.ok(again.replayed);
  t.equal(again.text, first.text);
  t.strictSame(await points(), { balance: 2_070, held: 30 }, 'once');

  const others: [string, object][] = [
    ['points', { ...body, redeem: [{ purse: 'bonus', points: 20 }, { points: 11 }] }],
    ['purse', { ...body, redeem: [{ purse: 'promo', points: 20 }, { points: 10 }] }],
    ['number', { ...body, number: next() }],
    ['day', { ...body, businessDay: '2020-01-01' }],
    ['member', { ...body, member: { card: 'boris' } }],
  ];
  for (const [name, other] of others) {
    const { body: problem } = await hold(other, 'k1');
    t.equal(problem.code, 'idempotency_key_reused', `another ${name}`);
  }
  t.strictSame(await points(), { balance: 2_070, held: 30 }, 'no effect');

  clock.ahead = 86_400_000;
  t.equal((await hold(body, 'k1')).text, first.text, 'tomorrow');
  clock.ahead = 0;
  await pool.query(`UPDATE cards SET state = 'blocked' WHERE number = 'anna'`);
  parts.directory.clear();
  t.equal((await hold(body, 'k1')).text, first.text, 'the card is blocked');
  t.equal((await hold({ ...body, number: next() }, 'k2')).body.code, 'card_blocked');
  await pool.query(`UPDATE cards SET state = 'active' WHERE number = 'anna'`);
  parts.directory.clear();

  await act('void', first.body.id);
  const voided = await hold(body, 'k1');
  t.ok(voided.replayed);
  t.equal(voided.body.state, 'voided', 'as it stands');

  const shop = await hold({ ...body, till: 't1' }, 'k1', 'shop');
  t.equal(shop.status, 201, 'the key of another credential is another key');
  t.not(shop.body.id, first.body.id);
  await act('void', shop.body.id);
  const at = { ...body, number: next() };
  const replies = await Promise.all([hold(at, 'k3'), hold(at, 'k3'), hold(at, 'k3')]);
  t.strictSame(replies.map(({ status }) => status).toSorted(), [200, 200, 201], 'at once');
  await act('void', replies[0]?.body.id);
  for (const key of ['', 'a b', 'x'.repeat(256), 'ключ']) {
    t.equal((await hold(at, key)).body.code, 'idempotency_key_invalid', `key "${key.slice(0, 5)}"`);
  }
  t.strictSame(await points(), { balance: 2_100, held: 0 });
});

t.test('a receipt posts its holds, whole or in part', async (t) => {
  const number = next();
  const first = await hold({ number, ...anna, redeem: [{ points: 100 }] });
  const second = await hold({ number, ...anna, redeem: [{ points: 200 }] });
  const holds = [first.body.id, second.body.id];
  const sale = receipt(number, time(), anna);
  t.equal((await commit({ ...sale, holds, redeem: [] })).body.code, 'invalid_request', 'redeem is what the holds keep');
  const { body } = await commit({ ...sale, holds });
  t.match(body, { totals: { redeemed: 30_000, net: 70_000 }, points: { redeem: 300, held: 0, balance: 1_870 } });
  for (const [id, posted] of [
    [holds[0], 100],
    [holds[1], 200],
  ]) {
    t.match((await call('t1', `GET /v1/holds/${id}`)).body, { state: 'posted', posted, receipt: body.id });
  }
  t.match((await act('void', first.body.id)).body, { code: 'hold_resolved' });

  // Half of 100.00 is all that points may pay, with a quote or without: the rest of the hold is let go.
  for (const quoted of [false, true]) {
    const before = (await points()).balance;
    const part = next();
    const kept = await hold({ number: part, ...anna, redeem: [{ points: 80 }] });
    const small = receipt(part, time(), { ...anna, lines: [cake(10_000)] });
    const { token } = (await call('t1', 'POST /v1/quotes', { ...small, redeem: [{ points: 80 }] })).body;
    const done = await commit({ ...small, holds: [kept.body.id], ...(quoted && { quote: token }) });
    t.match(done.body, { totals: { redeemed: 5_000 }, points: { redeem: 50, held: 0, balance: before - 45 } });
    t.match((await call('t1', `GET /v1/holds/${kept.body.id}`)).body, { state: 'posted', points: 80, posted: 50 });
  }
});

t.test('a quote that names its holds is what the commit comes to', async (t) => {
  const number = next();
  const kept = await hold({ number, ...anna, redeem: [{ points: 40 }] });
  const sale = receipt(number, time(), { ...anna, lines: [cake(100_000)], holds: [kept.body.id] });
  const quoted = await call('t1', 'POST /v1/quotes', sale);
  t.match(quoted.body, { totals: { redeemed: 4_000 }, points: { redeem: 40 } });
  const done = await commit({ ...sale, quote: quoted.body.token });
  t.equal(done.status, 201, done.body.detail);
  t.strictSame(done.body.totals, quoted.body.totals);
});

t.test('ids in capitals are the same ids', async (t) => {
  const number = next();
  const [first, second] = [
    (await hold({ number, ...anna, redeem: [{ points: 1 }] })).body.id.toUpperCase(),
    (await hold({ number, ...anna, redeem: [{ points: 2 }] })).body.id.toUpperCase(),
  ];
  t.equal((await act('extend', first, { ttl: 'PT20M' })).status, 200);
  t.equal((await act('void', first)).body.state, 'voided');
  const sold = await commit(receipt(number, time(), { ...anna, holds: [second] }));
  t.equal(sold.body.points?.redeem, 2, sold.body.detail);
  const id = sold.body.id.toUpperCase();
  t.equal((await call('t1', `GET /v1/receipts/${id}`)).text, sold.text);
  const back = { number: next(), businessTime: time(), receipt: { id }, lines: [{ line: 1, quantity: 0.5 }] };
  t.equal((await call('t1', 'POST /v1/returns', back)).status, 201);
});

t.test('a hold is for one receipt of one member', async (t) => {
  const number = next();
  const { id } = (await hold({ number, ...anna, redeem: [{ points: 10 }] })).body;
  const before = await points();
  const rows: [string, Promise<Reply>, string][] = [
    ['another number', commit(receipt(next(), time(), { ...anna, holds: [id] })), 'hold_mismatch'],
    ['another till', commit(receipt(number, time(), { ...anna, holds: [id] }), 't2'), 'hold_mismatch'],
    [
      'another day',
      commit(receipt(number, time(), { ...anna, holds: [id], businessDay: dayBefore(time()) })),
      'hold_mismatch',
    ],
    ['another member', commit(receipt(number, time(), { member: { card: 'boris' }, holds: [id] })), 'hold_mismatch'],
    ['no member', commit(receipt(number, time(), { holds: [id] })), 'member_required'],
    [
      'unknown',
      commit(receipt(number, time(), { ...anna, holds: ['0199d1a0-0000-7000-8000-000000000000'] })),
      'hold_not_found',
    ],
    ['twice', commit(receipt(number, time(), { ...anna, holds: [id, id] })), 'invalid_request'],
  ];
  for (const [name, reply, code] of rows) t.equal((await reply).body.code, code, name);
  t.strictSame(await points(), before);
  t.equal((await act('void', id)).status, 200);
});

t.test('extended as far as the programme allows', async (t) => {
  const made = await hold({ number: next(), ...anna, redeem: [{ points: 10 }], ttl: 'PT10M' });
  const { id, createdAt, maxUntil } = made.body;
  const longer = await act('extend', id, { ttl: 'PT50M' });
  t.equal(longer.status, 200);
  t.ok(Date.parse(longer.body.expiresAt) >= Date.parse(createdAt) + 50 * 60_000);
  t.equal(longer.body.maxUntil, maxUntil);
  t.equal((await act('extend', id, { ttl: 'PT2H' })).body.code, 'hold_ttl');
  await sleep(5);
  t.equal(
    (await act('extend', id, { ttl: 'PT1H' })).body.code,
    'hold_ttl',
    'an hour from when it was made, not from now',
  );
  t.equal((await act('extend', id, { ttl: 'soon' })).body.errors[0].path, '/ttl');
  for (const body of [undefined, {}]) {
    const reply = await act('extend', id, body);
    t.equal(reply.status, 200, 'by the programme’s own time');
    t.ok(Date.parse(reply.body.expiresAt) <= Date.parse(reply.body.maxUntil));
  }
  await act('void', id);
});

t.test('a hold that nobody resolves lapses', async (t) => {
  const number = next();
  const { id } = (await hold({ number, ...anna, redeem: [{ points: 10 }] })).body;
  t.equal((await points()).held, 10);
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE id = $1", [id]);
  // The sweeper comes each second.
  await until(async () => (await call('t1', `GET /v1/holds/${id}`)).body.state === 'expired');
  t.equal((await points()).held, 0);
  t.equal((await commit(receipt(number, time(), { ...anna, holds: [id] }))).body.code, 'hold_expired');
  t.equal((await act('extend', id, { ttl: 'PT1M' })).body.code, 'hold_expired');
  t.match((await act('void', id)).body, { state: 'expired' });
});

t.test('who may: [key, call, code]', async (t) => {
  const { id } = (await hold({ number: next(), ...anna, redeem: [{ points: 10 }] })).body;
  const rows: [Key, string, string | undefined][] = [
    ['t2', `GET /v1/holds/${id}`, 'till_mismatch'],
    ['t2', `POST /v1/holds/${id}/void`, 'till_mismatch'],
    ['t3', `GET /v1/holds/${id}`, 'till_mismatch'],
    ['shop', `GET /v1/holds/${id}`, undefined],
    ['marketer', `GET /v1/holds/${id}`, 'forbidden'],
    ['t1', 'GET /v1/holds?card=anna', 'forbidden'],
    ['call-centre', 'GET /v1/holds', 'invalid_request'],
    ['call-centre', 'GET /v1/holds?card=anna&phone=%2B79160000001', 'invalid_request'],
    ['call-centre', 'GET /v1/holds?card=vera', 'card_not_found'],
    ['call-centre', 'GET /v1/holds/not-an-id', 'invalid_request'],
    ['call-centre', 'GET /v1/holds/0199d1a0-0000-7000-8000-000000000000', 'hold_not_found'],
  ];
  for (const [key, request, code] of rows) t.equal((await call(key, request)).body.code, code, `${key} ${request}`);
  t.equal(
    (await call('shop', 'POST /v1/holds', { number: 'x', ...anna, redeem: [{ points: 1 }] })).body.code,
    'invalid_request',
  );
  const found = await call('call-centre', 'GET /v1/holds?phone=%2B79160000001');
  t.strictSame(
    found.body.holds.map((one: { id: string }) => one.id),
    [id],
  );
  t.match((await call('call-centre', `POST /v1/holds/${id}/void`)).body, { state: 'voided' });
  t.strictSame((await call('call-centre', 'GET /v1/holds?card=anna')).body, { holds: [] });
});
