import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const dayMs = 86_400_000;
const gateway = await startGateway(t, { programme });
const { call, logged, parts, pool, time } = gateway;

let last = 0;
const next = (): string => `p${++last}`;
const commit = (body: object, as: Key = 't1'): Promise<Reply> => call(as, 'POST /v1/receipts', body);
/** A member with so many points of purse bonus. */
async function member(points: number): Promise<{ member: { card: string } }> {
  const card = next();
  await gateway.join({ cards: [{ number: card, type: 'club' }] });
  const body = { member: { card } };
  if (points > 0) await commit(receipt(next(), time(), { ...body, lines: [cake(points * 1_000)] }));
  return body;
}
const pointsOf = async (who: object) =>
  (await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...who, lines: [] }))).body.points;

t.test('what was charged is what counts: [lines, charged, net, earned, variance]', async (t) => {
  const two = [cake(100_000), { line: 2, sku: 'tea', quantity: 1, unitPrice: 10_000 }];
  const rows: [string, number[], number, number | undefined][] = [
    ['as evaluated', [100_000, 9_000], 109, undefined],
    ['less', [90_000, 9_000], 99, -10_000],
    ['more', [100_000, 10_000], 110, 1_000],
    ['one more, one less', [99_000, 10_000], 109, 0],
    ['nothing', [0, 0], 0, -109_000],
  ];
  for (const [name, nets, earned, variance] of rows) {
    const net = nets.reduce((sum, one) => sum + one, 0);
    const charged = { net, lines: nets.map((one, index) => ({ line: index + 1, net: one })) };
    const { status, body } = await commit(receipt(next(), time(), { ...(await member(0)), lines: two, charged }));
    t.equal(status, 201, name);
    t.match(body.totals, { gross: 110_000, net, earned }, name);
    t.equal(body.variance?.net, variance, `${name}: variance`);
    for (const line of body.lines) {
      const off = line.adjustments.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
      t.equal(off, line.discount, `${name}: adjustments are the discount`);
      t.equal(line.gross - line.discount - line.redeemed, line.net, `${name}: the line adds up`);
    }
  }
});

t.test('what no till can have charged for a line of 1000: [net, redeemed, path]', async (t) => {
  const rows: [number, number, string][] = [
    [1_001, 0, '/charged/lines/0/net'],
    [-1, 0, '/charged/lines/0/net'],
    [0, 1_001, '/charged/lines/0/redeemed'],
  ];
  for (const [net, redeemed, path] of rows) {
    const charged = { net, lines: [{ line: 1, net, redeemed }] };
    const { body } = await commit(receipt(next(), time(), { ...(await member(0)), lines: [cake(1_000)], charged }));
    t.match(body, { code: 'charged_mismatch', errors: [{ path }] });
  }
});

t.test('what does not add up: [what, charged, path]', async (t) => {
  const lines = [cake(1_000), cake(2_000, 2)];
  const rows: [string, object, string][] = [
    [
      'the sum',
      {
        net: 2_999,
        lines: [
          { line: 1, net: 1_000 },
          { line: 2, net: 2_000 },
        ],
      },
      '/charged/net',
    ],
    ['a line is missing', { net: 1_000, lines: [{ line: 1, net: 1_000 }] }, '/charged/lines'],
    [
      'a line twice',
      {
        net: 2_000,
        lines: [
          { line: 1, net: 1_000 },
          { line: 1, net: 1_000 },
        ],
      },
      '/charged/lines/1/line',
    ],
    ['no such line', { net: 1_000, lines: [{ line: 3, net: 1_000 }] }, '/charged/lines/0/line'],
  ];
  for (const [name, charged, path] of rows) {
    const { body } = await commit(receipt(next(), time(), { lines, charged }));
    t.equal(body.code, 'charged_mismatch', name);
    t.equal(body.errors[0].path, path, name);
  }
  const charged = { net: 900, lines: [{ line: 1, net: 900, redeemed: 100 }] };
  const nobody = await commit(receipt(next(), time(), { lines: [cake(1_000)], charged }));
  t.match(nobody.body, { code: 'member_required', errors: [{ path: '/charged/lines/0/redeemed' }] });
  t.equal((await commit(receipt(next(), time(), { lines: [], charged: { net: 0, lines: [] } }))).status, 201);
});

t.test('points that paid and are not there are owed, and repaid first', async (t) => {
  const who = await member(30);
  const charged = { net: 90_000, lines: [{ line: 1, net: 90_000, redeemed: 10_000 }] };
  const { status, body } = await commit(receipt(next(), time(), { ...who, charged }));
  t.equal(status, 201);
  t.match(body, {
    debt: 70,
    totals: { redeemed: 10_000, net: 90_000, earned: 90 },
    points: { balance: 20, redeem: 100 },
  });
  t.ok(
    logged.some(({ points, receipt: id }) => points === 70 && id === body.id),
    'somebody is told',
  );

  const poor = await member(0);
  await commit(receipt(next(), time(), { ...poor, charged, lines: [{ ...cake(100_000), earnable: false }] }));
  t.match(await pointsOf(poor), { balance: 0, debt: 100 });
  await commit(receipt(next(), time(), { ...poor, lines: [cake(60_000)] }));
  t.match(await pointsOf(poor), { balance: 0, debt: 40 });
  await commit(receipt(next(), time(), { ...poor, lines: [cake(60_000)] }));
  const points = await pointsOf(poor);
  t.equal(points.balance, 20);
  t.equal(points.debt, undefined);
});

t.test('a hold that lapsed before its receipt was paid takes what is available', async (t) => {
  const rows: [string, number, number | undefined][] = [
    ['all of it is still there', 0, undefined],
    ['some was spent meanwhile', 60, 10],
    ['all was spent meanwhile', 100, 50],
  ];
  for (const [name, elsewhere, debt] of rows) {
    for (const said of [true, false]) {
      const who = await member(100);
      const number = next();
      const hold = await call('t1', 'POST /v1/holds', { number, ...who, redeem: [{ points: 50 }], ttl: 'PT0.001S' });
      await pool.query('SELECT pg_sleep_until(expires_at) FROM holds WHERE id = $1', [hold.body.id]);
      const lines = [{ ...cake(100_000), earnable: false }];
      if (elsewhere > 0) {
        t.equal((await call('t1', `POST /v1/holds/${hold.body.id}/void`)).body.state, 'expired');
        const spent = await commit(receipt(next(), time(), { ...who, lines, redeem: [{ points: elsewhere }] }));
        t.equal(spent.status, 201, spent.body.detail);
      }
      const charged = { net: 95_000, lines: [{ line: 1, net: 95_000, ...(said && { redeemed: 5_000 }) }] };
      const { status, body } = await commit(receipt(number, time(), { ...who, holds: [hold.body.id], lines, charged }));
      t.equal(status, 201, `${name}: ${body.detail}`);
      t.match(body.totals, { redeemed: 5_000, net: 95_000 }, `${name}, redeemed ${said ? 'said' : 'not said'}`);
      t.equal(body.debt, debt, `${name}: debt, redeemed ${said ? 'said' : 'not said'}`);
      t.equal(body.variance, undefined, name);
      t.equal((await call('t1', `GET /v1/holds/${hold.body.id}`)).body.state, 'expired');
    }
  }
});

t.test('paid, though its hold was voided', async (t) => {
  const who = await member(100);
  const number = next();
  const { id } = (await call('t1', 'POST /v1/holds', { number, ...who, redeem: [{ points: 50 }] })).body;
  await call('t1', `POST /v1/holds/${id}/void`);
  const charged = { net: 95_000, lines: [{ line: 1, net: 95_000, redeemed: 5_000 }] };
  const { body } = await commit(receipt(number, time(), { ...who, holds: [id], charged }));
  t.match(body, { totals: { redeemed: 5_000 }, points: { balance: 145 } });
});

t.test('a card blocked after the customer paid', async (t) => {
  const who = await member(0);
  await pool.query(`UPDATE cards SET state = 'blocked' WHERE number = $1`, [who.member.card]);
  parts.directory.clear();
  const charged = { net: 100_000, lines: [{ line: 1, net: 100_000 }] };
  t.equal((await commit(receipt(next(), time(), who))).body.code, 'card_blocked');
  t.match((await commit(receipt(next(), time(), { ...who, charged }))).body.totals, { earned: 100 });
});

t.test('how far back: [key, offline, days ago, code]', async (t) => {
  const rows: [Key, boolean | undefined, number, string | undefined][] = [
    ['t1', undefined, 0.99, undefined],
    ['t1', undefined, 1.01, 'clock_skew'],
    ['t1', false, 1.01, 'clock_skew'],
    ['t1', true, 29.9, undefined],
    ['t1', true, 30.1, 'clock_skew'],
    ['shop', true, 29.9, undefined],
    ['shop', true, 30.1, 'clock_skew'],
    ['admin', undefined, 1.01, 'clock_skew'],
    ['admin', true, 5_000, undefined],
    ['admin', true, -0.1, 'clock_skew'],
    ['t1', true, -0.1, 'clock_skew'],
  ];
  for (const [key, offline, days, code] of rows) {
    const sale = receipt(next(), time(days * dayMs), { till: 't1', ...(offline !== undefined && { offline }) });
    const { body } = await commit(sale, key);
    t.equal(body.code, code, `${key} ${offline} ${days}: ${body.detail}`);
    const back = {
      number: next(),
      businessTime: sale.businessTime,
      till: 't1',
      receipt: { id: body.id },
      ...(offline !== undefined && { offline }),
      lines: [{ line: 1, quantity: 1 }],
    };
    if (code === undefined) t.equal((await call(key, 'POST /v1/returns', back)).status, 201, 'a return may be as old');
  }
});
