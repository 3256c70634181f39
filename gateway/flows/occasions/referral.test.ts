/** Friends: who referred whom, what each side gets, and what becomes of it when a purchase does not stand. */
import t from 'tap';
import { audit } from '../../../ledger/audit/audit.ts';
import { carryOutOccasions } from '../../occasions/carry-out.ts';
import { carriedOut } from '../../occasions/testing/carried-out.ts';
import { cake, receipt } from '../../testing/receipts.ts';
import { type StartedGateway, startGateway } from '../../testing/start-gateway.ts';

const programme = `
program: { code: main, timezone: Europe/Moscow }
points: { purses: [{ code: bonus, expireAfter: P1Y }, { code: promo, expireAfter: P30D }] }
groups:
  - code: referral
    type: points
    rules:
      - { code: friend, on: "activity:referral", do: { earn_points: { points: 200, per: receipt } } }
      - { code: referrer, on: "activity:referral", to: referrer, limits: [{ by: member, times: 2, per: month }], do: { earn_points: { points: 300, per: receipt, lot: { purse: promo } } } }
  - code: purchases
    type: points
    rules:
      - { code: first, to: referrer, when: member.purchases == 0, do: { earn_percent: { percent: 10 } } }
      - { code: one, do: { earn_percent: { percent: 1 } } }
  - code: per-friend
    type: price
    rules:
      - { code: friends, do: { ladder_off: { by: 'activity("referral").count', steps: [{ from: 1, amount: 100 }, { from: 2, amount: 200 }] } } }
`;

const people = ['a', 'b', 'c', 'd', 'e'].map((card, index) => ({
  phone: `+7916000010${index}`,
  cards: [{ number: card, type: 'club' }],
}));

const refer = (friend: string, referrer: string | number, key = `${friend}-${referrer}`) => ({
  type: 'referral',
  member: { card: friend },
  attributes: { referrer },
  key,
});

function tools({ call, parts, pool, time }: StartedGateway) {
  const balances = async (card: string): Promise<Record<string, number>> => {
    const { body } = await call('call-centre', `GET /v1/members?card=${card}`);
    const purses: { purse: string; balance: number }[] = body.points.purses;
    return Object.fromEntries(purses.map(({ purse, balance }) => [purse, balance]));
  };
  return {
    balances,
    idOf: async (card: string): Promise<string> => (await call('call-centre', `GET /v1/members?card=${card}`)).body.id,
    debt: async (card: string): Promise<number> =>
      (await call('call-centre', `GET /v1/members?card=${card}`)).body.points.debt,
    /** Until nothing waits any more, whoever carries it out. */
    settled: () => carriedOut({ parts, pool }),
    sell: (number: string, card: string, price = 100_000) =>
      call('t1', 'POST /v1/receipts', receipt(number, time(), { member: { card }, lines: [cake(price)] })),
    quoted: async (card: string): Promise<number> =>
      (await call('t1', 'POST /v1/quotes', receipt('q', time(), { member: { card } }))).body.totals.discount,
  };
}

t.test('both sides, each with its own lot', async (t) => {
  const gateway = await startGateway(t, { programme, members: people });
  const { call, pool } = gateway;
  const { balances, idOf, settled } = tools(gateway);
  t.match(await call('shop', 'POST /v1/activities', refer('b', 'a')), { status: 201, body: { points: { earn: 200 } } });
  t.equal((await call('shop', 'POST /v1/activities', refer('b', 'a'))).replayed, true);
  await settled();
  t.same([await balances('b'), await balances('a')], [{ bonus: 200 }, { promo: 300 }]);
  const { operations } = (await call('admin', `GET /v1/members/${await idOf('a')}/operations`)).body;
  t.match(operations, [{ reason: 'accrue', rule: 'referrer', points: 300, occasion: 'gift' }]);

  t.equal((await call('shop', 'POST /v1/activities', refer('c', '+7 916 000-01-00'))).status, 201, 'by phone');
  t.equal((await call('shop', 'POST /v1/activities', refer('d', await idOf('a')))).status, 201, 'by id');
  await settled();
  t.same(await balances('a'), { promo: 600 }, 'two a month: the limit is the referrer’s');
  t.same(await balances('d'), { bonus: 200 }, 'and not the friend’s');
  t.same(await audit(pool), []);
});

t.test('who may not refer whom', async (t) => {
  const gateway = await startGateway(t, { programme, members: people });
  const { call, pool } = gateway;
  const { idOf } = tools(gateway);
  const tell = async (body: object) => {
    const { status, body: answer } = await call('shop', 'POST /v1/activities', body);
    return status < 300 ? 'done' : `${answer.code} ${answer.errors?.[0].path}`;
  };
  const refused = ['referral_refused', '/attributes/referrer'].join(' ');
  t.equal(await tell(refer('a', 'a')), refused, 'itself');
  t.equal(await tell(refer('a', 'x')), 'card_not_found /attributes/referrer');
  t.equal(await tell(refer('a', '+79990000000')), 'member_not_found /attributes/referrer');
  t.equal(await tell(refer('a', 7)), 'invalid_request /attributes/referrer');
  t.equal(await tell({ type: 'referral', member: { card: 'a' }, key: '1' }), 'invalid_request /attributes/referrer');
  t.equal(await tell(refer('b', 'a')), 'done');
  t.equal(await tell(refer('b', 'c')), refused, 'once');
  t.equal(await tell(refer('b', 'a', 'again')), refused, 'even the same');
  t.equal(await tell(refer('c', 'b')), 'done');
  t.equal(await tell(refer('d', 'c')), 'done');
  t.equal(await tell(refer('a', 'b')), refused, 'a ring of two');
  t.equal(await tell(refer('a', 'd')), refused, 'a ring of four');
  await pool.query('UPDATE members SET party = (SELECT party FROM members WHERE id = $1) WHERE id = $2', [
    await idOf('d'),
    await idOf('e'),
  ]);
  gateway.parts.directory.clear();
  t.equal(await tell(refer('e', 'd')), refused, 'one household');
  t.equal(await tell(refer('a', 'e')), refused, 'a ring through a household');
  const { rows } = await pool.query('SELECT count(*)::int AS n FROM referrals');
  t.equal(rows[0].n, 3);

  const { body: e } = await call('admin', 'GET /v1/members?card=a');
  await call('admin', `PATCH /v1/members/${e.id}`, { phone: '+79160000777' });
  await call('admin', `PATCH /v1/members/${e.id}`, { phone: null });
  const anew = { phone: '+79160000777', cards: [{ number: 'anew' }] };
  t.equal((await call('admin', 'POST /v1/members', anew)).status, 201);
  t.equal(await tell(refer('anew', 'b')), refused, 'who was a member before');
});

t.test('rings that close at two gateways at once', async (t) => {
  const one = await startGateway(t, { programme, members: people });
  const other = await startGateway(t, { programme, beside: one });
  const ring = ['a', 'b', 'c', 'd'];
  const replies = await Promise.all(
    ring.map((friend, index) =>
      (index % 2 === 0 ? one : other).call('shop', 'POST /v1/activities', refer(friend, ring[(index + 1) % 4] ?? '')),
    ),
  );
  t.same(replies.map(({ status }) => status).sort(), [201, 201, 201, 409], 'one of them is refused');
  await tools(one).settled();
  t.same(await audit(one.pool), []);
});

t.test('a friend’s first purchase', async (t) => {
  const gateway = await startGateway(t, { programme, members: people });
  const { call, pool, time } = gateway;
  const { balances, debt, quoted, sell, settled } = tools(gateway);
  await call('shop', 'POST /v1/activities', refer('b', 'a'));
  await settled();
  t.equal(await quoted('a'), 0, 'a friend who has bought nothing does not count yet');
  t.equal(await quoted('b'), 0, 'nor has the friend referred anybody');

  const first = await sell('1', 'b');
  t.match(first, { status: 201, body: { totals: { earned: 10 } } }, 'the friend earns what is its own');
  t.match(await sell('1', 'b'), { status: 200, replayed: true });
  await settled();
  t.same(await balances('a'), { promo: 300, bonus: 100 }, 'a tenth of 1000.00, once');
  t.equal(await quoted('a'), 100);
  await sell('2', 'b');
  await settled();
  t.same(await balances('a'), { promo: 300, bonus: 100 }, 'the second is not the first');

  await call('t1', 'POST /v1/receipts/cancel', { id: first.body.id });
  await settled();
  t.same(await balances('a'), { promo: 300 }, 'cancelled: taken back');
  t.equal(await quoted('a'), 0);

  await call('shop', 'POST /v1/activities', refer('c', 'a'));
  const two = { member: { card: 'c' }, lines: [{ ...cake(100_000), quantity: 2 }] };
  const sold = await call('t1', 'POST /v1/receipts', receipt('3', time(), two));
  const back = (number: string) =>
    call('t1', 'POST /v1/returns', {
      number,
      businessTime: time(),
      receipt: { id: sold.body.id },
      lines: [{ line: 1, quantity: 1 }],
    });
  await settled();
  t.same(await balances('a'), { promo: 600, bonus: 200 });
  const spent = { number: '4', businessTime: time(), channel: 'pos', member: { card: 'a' }, lines: [cake(100_000)] };
  t.equal((await call('t1', 'POST /v1/receipts', spent)).status, 201);
  t.equal((await back('r1')).status, 201);
  await settled();
  t.match(await balances('a'), { promo: 600 }, 'half of it came back: the purchase stands');
  t.equal(await quoted('a'), 100);
  t.equal((await back('r2')).status, 201);
  await settled();
  t.equal(await quoted('a'), 0, 'all of it');
  t.equal(await debt('a'), 0);
  t.same(await audit(pool), []);
});

t.test('cancelled before it was given, nothing is given', async (t) => {
  const gateway = await startGateway(t, { programme, members: people });
  const { call, pool } = gateway;
  const { balances, sell, settled } = tools(gateway);
  await call('shop', 'POST /v1/activities', refer('b', 'a'));
  await settled();
  const client = await pool.connect();
  // The referrer's row is held: whatever is carried out waits for it.
  await client.query('BEGIN');
  await client.query(
    "SELECT 1 FROM parties WHERE id = (SELECT party FROM cards c JOIN members m ON m.id = c.member WHERE c.number = 'a') FOR UPDATE",
  );
  const { body } = await sell('1', 'b');
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: body.id })).status, 200);
  await client.query('COMMIT');
  client.release();
  await settled();
  t.same(await balances('a'), { promo: 300 });
  const { rows } = await pool.query("SELECT state FROM occasions WHERE key LIKE 'referrer/%' ORDER BY made_at");
  t.equal(rows.at(-1).state, 'undone');
  t.same(await audit(pool), []);
});

t.test('what cannot be given keeps nobody else waiting', async (t) => {
  const gateway = await startGateway(t, { programme, members: people });
  await gateway.call('shop', 'POST /v1/activities', refer('b', 'a'));
  const { sell, settled, balances } = tools(gateway);
  await settled();
  // More than are taken at once, older than anything, and under a version that there is none of.
  await gateway.pool.query(`
    INSERT INTO occasions (key, id, happened, state, member, at, programme, version, input, made_at)
    SELECT 'broken/' || n, gen_random_uuid(), happened, 'due', member, at, programme, 99, input, made_at - interval '1 hour'
    FROM (SELECT * FROM occasions WHERE happened = 'gift' LIMIT 1) AS given, generate_series(1, 150) AS n`);
  t.equal((await sell('1', 'b')).status, 201);
  await carryOutOccasions(gateway.parts);
  t.same(await balances('a'), { promo: 300, bonus: 100 }, 'given all the same');
  await gateway.pool.query("DELETE FROM occasions WHERE key LIKE 'broken/%'");
  t.same(await audit(gateway.pool), []);
});

t.test('a gateway that dies between the purchase and the gift', async (t) => {
  const one = await startGateway(t, { programme, members: people });
  await one.call('shop', 'POST /v1/activities', refer('b', 'a'));
  const { sell, settled } = tools(one);
  await settled();
  // What is due is written with the purchase; this one never comes to carry it out.
  await one.pool.query('ALTER TABLE occasions RENAME TO occasions_hidden');
  t.equal((await sell('0', 'b')).status, 500, 'without its row there is no purchase either');
  await one.pool.query('ALTER TABLE occasions_hidden RENAME TO occasions');
  t.equal((await sell('1', 'b')).status, 201);
  await one.stop();
  const two = await startGateway(t, { programme, beside: one });
  const three = await startGateway(t, { programme, beside: one });
  await Promise.all([carryOutOccasions(two.parts), carryOutOccasions(three.parts), tools(two).settled()]);
  t.same(await tools(two).balances('a'), { promo: 300, bonus: 100 }, 'given once');
  t.same(await audit(two.pool), []);
});
