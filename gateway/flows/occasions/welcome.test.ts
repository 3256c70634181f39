/** Who registers is welcomed: once, for good, and in the same transaction. */
import t from 'tap';
import { audit } from '../../../ledger/audit/audit.ts';
import { startGateway } from '../../testing/start-gateway.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
points: { purses: [{ code: bonus, expireAfter: P1Y }] }
groups:
  - code: welcome
    type: points
    rules:
      - { code: welcome, on: registration, when: "!(member.attributes.vip == true)", do: { earn_points: { points: 500, per: receipt } } }
      - { code: vip, on: registration, cards: [gold], when: member.attributes.vip == true, do: { earn_points: { points: 900, per: receipt } } }
      - { code: early, on: registration, limits: [{ by: rule, times: 3, per: total }], do: { earn_points: { points: 1, per: receipt } } }
      - { code: here, on: registration, stores: [s1], do: { earn_points: { points: 30, per: receipt } } }
      - { code: friend, on: "activity:referral", do: { earn_points: { points: 200, per: receipt } } }
`;

t.test('a registration', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { call, pool } = gateway;
  const register = async (body: object, key?: string) =>
    call('call-centre', 'POST /v1/members', body, key === undefined ? {} : { 'idempotency-key': key });

  const first = await register({ phone: '+79161110001' }, 'a');
  t.match(first, { status: 201, body: { points: { balance: 501, lots: [{ points: 501, purse: 'bonus' }] } } });
  t.match(await register({ phone: '+79161110001' }, 'a'), { status: 201, replayed: true, text: first.text });
  t.match(await register({ phone: '+79161110001' }), { status: 409, body: { code: 'already_exists' } });
  const { operations } = (await call('call-centre', `GET /v1/members/${first.body.id}/operations`)).body;
  t.match(operations, [
    { rule: 'early', points: 1, occasion: 'registration' },
    { rule: 'welcome', points: 500, occasion: 'registration' },
  ]);
  const balanceOf = async (body: object): Promise<unknown> => (await register(body)).body.points?.balance;

  t.equal(await balanceOf({ cards: [{ type: 'gold' }], attributes: { vip: true } }), 901, 'as what it registered with');
  t.equal(await balanceOf({ phone: '+79161110002', store: 's1' }), 531, 'in a store');
  t.equal(await balanceOf({ phone: '+79161110003' }), 500, 'the campaign is over after three');
  t.equal(await balanceOf({ phone: '+79161110004', store: 's3' }), undefined, 'a store without a programme is refused');
  t.equal(await balanceOf({ phone: '+79161110004', registeredAt: '2020-01-01T00:00:00Z' }), 0, 'of an earlier system');

  await call('call-centre', `PATCH /v1/members/${first.body.id}`, { phone: '+79161110009' });
  t.equal(await balanceOf({ phone: '+79161110001' }), 0, 'a phone that was somebody’s');
  await call('call-centre', `PATCH /v1/members/${first.body.id}`, { phone: null });
  t.equal(await balanceOf({ phone: '+7 (916) 111-00-09' }), 0, 'a phone that somebody had for a while');
  t.match(await register({ phone: '+79161110009', referrer: { card: 'boris' } }), {
    status: 409,
    body: { code: 'already_exists' },
  });
  t.same(await audit(pool), []);
});

t.test('a registration that fails leaves nothing, and welcomes nobody', async (t) => {
  const { call, pool } = await startGateway(t, { programme });
  const taken = { phone: '+79161110001', cards: [{ number: 'anna' }] };
  t.match(await call('admin', 'POST /v1/members', taken), { status: 409, body: { code: 'already_exists' } });
  const nobody = { phone: '+79161110001', referrer: { card: 'nobody' } };
  t.match(await call('admin', 'POST /v1/members', nobody), {
    status: 404,
    body: { code: 'card_not_found', errors: [{ path: '/referrer' }] },
  });
  const { rows } = await pool.query(
    'SELECT (SELECT count(*) FROM occasions) + (SELECT count(*) FROM phones_known) AS n',
  );
  t.equal(Number(rows[0].n), 0);
  const both = await Promise.all(
    [1, 2].map(() => call('admin', 'POST /v1/members', { phone: '+79161110001', referrer: { card: 'anna' } })),
  );
  t.same(both.map(({ status }) => status).sort(), [201, 409], 'at once');
  const made = both.find(({ status }) => status === 201);
  t.equal(made?.body.points.balance, 701, 'welcomed, and as a friend');
  t.same(await audit(pool), []);
});

t.test('what programme welcomes', async (t) => {
  const { call, publish } = await startGateway(t, { programme });
  await publish(programme.replace('code: main', 'code: other').replace('points: 500', 'points: 5'));
  const welcomed = async (phone: string) => (await call('admin', 'POST /v1/members', { phone })).body.points.balance;
  t.equal(await welcomed('+79161110001'), 501, 'main, of several');
  await call('marketer', 'POST /v1/programs/main/versions/1/revoke');
  t.equal(await welcomed('+79161110002'), 6, 'the only one');
  await call('marketer', 'POST /v1/programs/other/versions/1/revoke');
  t.equal(await welcomed('+79161110003'), 0, 'none');
});
