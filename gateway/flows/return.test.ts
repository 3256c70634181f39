import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, pool, publish, time } = gateway;

let last = 0;
const next = (): string => `r${++last}`;
const commit = (body: object): Promise<Reply> => call('t1', 'POST /v1/receipts', body);
const giveBack = (body: object, as: Key = 't1', query = ''): Promise<Reply> =>
  call(as, `POST /v1/returns${query}`, { number: next(), businessTime: time(), ...body });
const one = (line = 1, quantity = 1) => ({ line, quantity });
async function member(): Promise<{ member: { card: string } }> {
  const card = next();
  await gateway.join({ cards: [{ number: card, type: 'club' }] });
  return { member: { card } };
}
const pointsOf = async (who: object) =>
  (await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...who, lines: [] }))).body.points;
const counts = async () =>
  (await pool.query('SELECT (SELECT count(*) FROM receipts) AS r, (SELECT count(*) FROM transfers) AS t')).rows[0];

t.test('piece by piece: what comes back is what was paid, to the minor unit and the point', async (t) => {
  const who = await member();
  await commit(receipt(next(), time(), { ...who, lines: [cake(1_000_000)] }));
  const lines = [
    { line: 1, sku: 'tea', quantity: 3, unitPrice: 33_333 },
    { line: 2, sku: 'cheese', quantity: 0.777, unitPrice: 99_999 },
  ];
  const { body: sold } = await commit(receipt(next(), time(), { ...who, lines, redeem: [{ points: 333 }] }));
  const before = { ...sold.totals };
  const pieces = [one(1), one(2, 0.5), one(1, 2), one(2, 0.277)];
  let refund = 0;
  let returned = 0;
  let taken = 0;
  for (const piece of pieces) {
    const { status, body } = await giveBack({ receipt: { id: sold.id }, lines: [piece] });
    t.equal(status, 201, body.detail);
    t.match(body, { state: 'committed', receipt: sold.id, debt: 0 });
    t.equal(body.lines.length, 1);
    t.equal(body.lines[0].refund, body.refund);
    refund += body.refund;
    returned += body.pointsReturned;
    taken += body.pointsTaken;
  }
  t.strictSame({ refund, returned, taken }, { refund: before.net, returned: 333, taken: before.earned });
  t.match(await pointsOf(who), { balance: 1_000, held: 0, pending: 0 });
  for (const piece of pieces) {
    const { body } = await giveBack({ receipt: { id: sold.id }, lines: [piece] });
    t.equal(body.code, 'return_exceeds', 'nothing is left');
  }
});

t.test('a dry run says the same and writes nothing', async (t) => {
  const who = await member();
  const { body: sold } = await commit(receipt(next(), time(), who));
  const body = { number: next(), receipt: { id: sold.id }, lines: [one()], businessTime: time() };
  const before = await counts();
  const dry = await giveBack(body, 't1', '?dry=true');
  t.equal(dry.status, 200);
  t.strictSame(await counts(), before);
  t.match(dry.body, { refund: 100_000, pointsTaken: 100, points: { balance: 0 } });
  t.equal(dry.body.id, undefined);
  t.equal(dry.body.state, undefined);
  const wet = await giveBack(body);
  const { id, state, committedAt, ...same } = wet.body;
  t.strictSame(same, dry.body);
  t.ok(id && state && committedAt);
  const dryAgain = await giveBack(body, 't1', '?dry=true');
  t.ok(dryAgain.replayed, 'the number is of a return that was made');
  t.equal(dryAgain.text, wet.text);
  const other = { ...body, number: next() };
  t.equal((await giveBack(other, 't1', '?dry=true')).body.code, 'return_exceeds');
});

t.test('sent again, and under the number of another', async (t) => {
  const { body: sold } = await commit(receipt(next(), time(), { lines: [{ ...cake(100), quantity: 2 }] }));
  const body = { number: next(), receipt: { id: sold.id }, lines: [one()], businessTime: time() };
  const first = await giveBack(body);
  const again = await giveBack(body);
  t.equal(again.status, 200);
  t.ok(again.replayed);
  t.equal(again.text, first.text);
  t.equal((await giveBack({ ...body, lines: [one(1, 2)] })).body.code, 'receipt_conflict');
  t.equal((await giveBack({ ...body, receipt: { id: first.body.id } })).body.code, 'receipt_conflict');
  const replies = await Promise.all([1, 2, 3].map(() => giveBack({ ...body, number: `${body.number}-2` })));
  t.strictSame(replies.map(({ status }) => status).toSorted(), [200, 200, 201]);
});

t.test('more tills than units: no more comes back than was sold', async (t) => {
  const { body: sold } = await commit(receipt(next(), time(), { lines: [{ ...cake(100), quantity: 3 }] }));
  const replies = await Promise.all(
    (['t1', 't2', 't3', 't1', 't2', 't3'] as const).map((till) =>
      giveBack({ receipt: { id: sold.id }, lines: [one()] }, till),
    ),
  );
  t.strictSame(replies.map(({ status }) => status).toSorted(), [201, 201, 201, 409, 409, 409]);
});

t.test('points that are gone: [shortfall, refund, withheld, taken, debt, balance, owed]', async (t) => {
  const rows: [string, number, number | undefined, number, number, number, number | undefined][] = [
    ['debt', 100_000, undefined, 100, 60, 0, 60],
    ['withhold', 94_000, 6_000, 40, 0, 0, undefined],
    ['forgive', 100_000, undefined, 40, 0, 0, undefined],
  ];
  for (const [shortfall, refund, withheld, taken, debt, balance, owed] of rows) {
    await publish(programme.replace('attachDays: 14', `attachDays: 14\n  returns: { shortfall: ${shortfall} }`));
    const who = await member();
    const { body: sold } = await commit(receipt(next(), time(), who));
    const spent = await commit(
      receipt(next(), time(), { ...who, lines: [{ ...cake(100_000), earnable: false }], redeem: [{ points: 60 }] }),
    );
    t.equal(spent.status, 201, spent.body.detail);
    await publish(programme);
    const { body } = await giveBack({ receipt: { id: sold.id }, lines: [one()] });
    t.match(body, { refund, pointsTaken: taken, debt, points: { balance, debt: owed ?? 0 } }, shortfall);
    t.equal(body.withheld, withheld, shortfall);
    const points = await pointsOf(who);
    t.equal(points.balance, balance, shortfall);
    t.equal(points.debt, owed, shortfall);
  }
});

t.test('without a receipt, where the programme allows it', async (t) => {
  const who = await member();
  const lines = [
    { sku: 'tea', quantity: 2, unitPrice: 10_000 },
    { sku: 'cheese', quantity: 0.5, unitPrice: 33.3333 },
  ];
  t.equal((await giveBack({ ...who, lines })).body.code, 'return_unmatched');
  await publish(programme.replace('attachDays: 14', 'attachDays: 14\n  returns: { withoutReceipt: allow }'));
  await commit(receipt(next(), time(), { ...who, lines: [cake(15_000)] }));
  const before = await counts();
  const dry = await giveBack({ ...who, lines }, 't1', '?dry=true');
  t.equal(dry.status, 200);
  t.strictSame(await counts(), before);
  const body = { ...who, lines, number: next(), businessTime: time() };
  const { status, body: made, text } = await giveBack(body);
  t.equal(status, 201, made.detail);
  t.match(made, {
    state: 'committed',
    refund: 20_017,
    pointsReturned: 0,
    pointsTaken: 20,
    debt: 5,
    lines: [
      { line: 1, sku: 'tea', quantity: 2, refund: 20_000, pointsTaken: 20 },
      { line: 2, sku: 'cheese', quantity: 0.5, refund: 17, pointsTaken: 0 },
    ],
    points: { balance: 0, debt: 5 },
  });
  t.equal(made.receipt, undefined);
  t.equal((await giveBack(body)).text, text);
  t.equal((await call('t1', `GET /v1/receipts/${made.id}`)).text, text);
  const nobodys = await giveBack({ lines });
  t.match(nobodys.body, { refund: 20_017, pointsTaken: 0 });
  t.equal(nobodys.body.points, undefined);
  await publish(programme);
});

t.test('in another store of the chain', async (t) => {
  const { body: sold } = await commit(receipt(next(), time()));
  const { body } = await giveBack({ receipt: { id: sold.id }, lines: [one()] }, 't3');
  t.equal(body.refund, 100_000);
  t.equal((await call('t3', `GET /v1/receipts/${body.id}`)).body.refund, 100_000);
  t.equal((await call('t1', `GET /v1/receipts/${body.id}`)).body.code, 'till_mismatch', 'it is the other till’s');
});

t.test('anybody of a household brings it back', async (t) => {
  const [husband, wife] = [await member(), await member()];
  const { rows } = await pool.query(`SELECT member FROM cards WHERE number = $1`, [wife.member.card]);
  await pool.query(
    `UPDATE members SET party = (SELECT party FROM members m JOIN cards c ON c.member = m.id WHERE c.number = $2) WHERE id = $1`,
    [rows[0].member, husband.member.card],
  );
  gateway.parts.directory.clear();
  const { body: sold } = await commit(receipt(next(), time(), husband));
  const back = { receipt: { id: sold.id }, lines: [one()] };
  t.equal((await giveBack({ ...back, ...(await member()) })).body.code, 'invalid_request', 'a stranger does not');
  t.equal((await giveBack({ ...back, ...wife })).status, 201);
});

t.test('refused: [what, body, code, path]', async (t) => {
  const { body: sold } = await commit(receipt(next(), time(), { lines: [cake(100), { ...cake(-50, 2) }] }));
  const { id } = sold;
  const rows: [string, object, string, string?][] = [
    ['no such line', { receipt: { id }, lines: [one(3)] }, 'return_exceeds', '/lines/0/line'],
    ['more than was sold', { receipt: { id }, lines: [one(1, 1.001)] }, 'return_exceeds', '/lines/0/quantity'],
    [
      'no such receipt',
      { receipt: { till: 't1', businessDay: '2020-01-01', number: '1' }, lines: [one()] },
      'receipt_not_found',
      '/receipt',
    ],
    ['half a name', { receipt: { till: 't1' }, lines: [one()] }, 'invalid_request', '/receipt'],
    ['nothing', { receipt: { id }, lines: [one(1, 0)] }, 'invalid_request', '/lines/0/quantity'],
    ['no lines', { receipt: { id }, lines: [] }, 'invalid_request', '/lines'],
    ['too fine', { receipt: { id }, lines: [one(1, 0.0001)] }, 'quantity_precision', '/lines/0/quantity'],
    [
      'by article, though it has a receipt',
      { receipt: { id }, lines: [{ sku: 'cake', quantity: 1 }] },
      'invalid_request',
      '/lines/0/line',
    ],
    [
      'a price of its own',
      { receipt: { id }, lines: [{ line: 1, quantity: 1, unitPrice: 1 }] },
      'invalid_request',
      '/lines/0/unitPrice',
    ],
    ['by line, without a receipt', { lines: [one()] }, 'invalid_request', '/lines/0/line'],
    ['without a price', { lines: [{ sku: 'cake', quantity: 1 }] }, 'invalid_request', '/lines/0/unitPrice'],
    [
      'an unknown member',
      { receipt: { id }, lines: [one()], member: { card: 'nobody' } },
      'card_not_found',
      '/member/card',
    ],
    [
      'of yesterday',
      { receipt: { id }, lines: [one()], businessTime: time(25 * 3_600_000) },
      'clock_skew',
      '/businessTime',
    ],
    ['of another till', { receipt: { id }, lines: [one()], till: 't2' }, 'till_mismatch', '/till'],
    ['an unknown field', { receipt: { id }, lines: [one()], channel: 'pos' }, 'invalid_request', '/channel'],
  ];
  for (const [name, body, code, path] of rows) {
    const { body: problem, status } = await giveBack(body);
    t.equal(problem.code, code, `${name}: ${status} ${problem.detail}`);
    if (path !== undefined) t.equal(problem.errors?.[0]?.path, path, `${name}: path`);
  }
  t.equal((await giveBack({ receipt: { id }, lines: [one()] }, 'call-centre')).body.code, 'forbidden');
  t.equal((await giveBack({ receipt: { id }, lines: [one(2)] })).body.refund, -50, 'a deposit is paid again');
});
