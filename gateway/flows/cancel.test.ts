import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const dayMs = 86_400_000;
const gateway = await startGateway(t, { programme });
const { call, clock, pool, time } = gateway;

let last = 0;
const next = (): string => `v${++last}`;
const anna = { member: { card: 'anna' } };
const commit = (body: object): Promise<Reply> => call('t1', 'POST /v1/receipts', body);
const cancel = (body: object, as: Key = 't1'): Promise<Reply> => call(as, 'POST /v1/receipts/cancel', body);
const today = (): string => new Date(gateway.now() + 3 * 3_600_000).toISOString().slice(0, 10);
/** Everything of Anna but the numbers of transfers. */
const party = async () => {
  const { rows } = await pool.query(
    `SELECT p.state FROM parties p JOIN members m ON m.party = p.id WHERE m.name = 'Anna'`,
  );
  return rows[0].state;
};

await commit(receipt(next(), time(), { ...anna, lines: [cake(500_000)] }));

t.test('a whole receipt is voided, and the member is as before', async (t) => {
  const before = await party();
  const sale = receipt(next(), time(), { ...anna, redeem: [{ points: 300 }] });
  const { body } = await commit(sale);
  t.equal(body.points.balance, 500 - 300 + 70);
  const cancelled = await cancel({ id: body.id });
  t.equal(cancelled.status, 200);
  t.strictSame(cancelled.body, {
    id: body.id,
    state: 'cancelled',
    till: 't1',
    businessDay: today(),
    number: sale.number,
  });
  t.notOk(cancelled.replayed);
  t.strictSame(await party(), before);

  const again = await cancel({ number: sale.number });
  t.ok(again.replayed);
  t.equal(again.text, cancelled.text, 'by its number it is the same receipt');
  t.equal((await commit(sale)).body.code, 'receipt_cancelled');
  t.equal((await commit({ ...sale, lines: [cake(1)] })).body.code, 'receipt_conflict', 'the number is used up');
  t.match((await call('t1', `GET /v1/receipts/${body.id}`)).body, { ...body, state: 'cancelled' });
  const back = { number: next(), businessTime: time(), receipt: { id: body.id }, lines: [{ line: 1, quantity: 1 }] };
  t.equal((await call('t1', 'POST /v1/returns', back)).body.code, 'receipt_cancelled');
  const attach = await call('t1', `POST /v1/receipts/${body.id}/attach`, anna);
  t.equal(attach.body.code, 'attach_refused');
});

t.test('points that were spent since are owed', async (t) => {
  const card = next();
  await gateway.join({ cards: [{ number: card, type: 'club' }] });
  const who = { member: { card } };
  const { body } = await commit(receipt(next(), time(), who));
  await commit(
    receipt(next(), time(), { ...who, lines: [{ ...cake(100_000), earnable: false }], redeem: [{ points: 60 }] }),
  );
  t.equal((await cancel({ id: body.id })).status, 200);
  const { points } = (await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...who, lines: [] }))).body;
  t.match(points, { balance: 0, debt: 60 });
});

t.test('one that has not arrived is refused when it does', async (t) => {
  const sale = receipt(next(), time(), anna);
  const cancelled = await cancel({ number: sale.number });
  t.strictSame(cancelled.body, { state: 'cancelled', till: 't1', businessDay: today(), number: sale.number });
  t.ok((await cancel({ number: sale.number })).replayed);
  t.equal((await commit(sale)).body.code, 'receipt_cancelled');
  t.equal((await commit({ ...sale, quote: 'forged' })).body.code, 'receipt_cancelled', 'whatever else is wrong');
  t.equal(
    (await call('t1', `GET /v1/receipts?businessDay=${today()}&number=${sale.number}`)).body.code,
    'receipt_not_found',
  );
  t.equal((await call('t2', 'POST /v1/receipts', sale)).status, 201, 'another till’s number is another number');

  const offline = receipt(next(), time(2 * dayMs), { offline: true });
  const businessDay = new Date(gateway.now() + 3 * 3_600_000 - 2 * dayMs).toISOString().slice(0, 10);
  t.equal((await cancel({ number: offline.number, businessDay })).status, 200);
  t.equal((await commit(offline)).body.code, 'receipt_cancelled', 'nor one that was rung up offline the day before');
});

t.test('cancelled while it is committed: one of the two comes first', async (t) => {
  for (let round = 0; round < 10; round += 1) {
    const sale = receipt(next(), time(), anna);
    const [sold, cancelled] = await Promise.all([commit(sale), cancel({ number: sale.number })]);
    t.equal(cancelled?.status, 200);
    t.ok(sold?.status === 201 || sold?.body.code === 'receipt_cancelled', `${sold?.status} ${sold?.body.code}`);
    t.equal((await commit(sale)).body.code, 'receipt_cancelled');
  }
});

t.test('refused: [what, key, body, code]', async (t) => {
  const returned = (await commit(receipt(next(), time(), anna))).body;
  const back = {
    number: next(),
    businessTime: time(),
    receipt: { id: returned.id },
    lines: [{ line: 1, quantity: 1 }],
  };
  const { body: itsReturn } = await call('t1', 'POST /v1/returns', back);
  const held = (await commit(receipt(next(), time(), anna))).body;
  const old = receipt(next(), time(3 * dayMs), { ...anna, offline: true });
  const late = (await commit(old)).body;
  const missing = '0199d1a0-0000-7000-8000-000000000000';
  const rows: [string, Key, object, string][] = [
    ['goods of it have come back', 't1', { id: returned.id }, 'receipt_not_cancellable'],
    ['a return', 't1', { id: itsReturn.id }, 'not_a_sale'],
    ['another day’s', 't1', { id: late.id }, 'receipt_not_cancellable'],
    ['no such receipt', 't1', { id: missing }, 'receipt_not_found'],
    ['another till’s', 't2', { id: held.id }, 'till_mismatch'],
    ['another till’s number', 't2', { till: 't1', number: 'x' }, 'till_mismatch'],
    ['neither id nor number', 't1', {}, 'invalid_request'],
    ['both', 't1', { id: held.id, number: 'x' }, 'invalid_request'],
    ['whose?', 'admin', { number: 'x' }, 'invalid_request'],
    ['an unknown till', 'admin', { till: 't9', number: 'x' }, 'till_not_found'],
    ['not by the call centre', 'call-centre', { id: held.id }, 'forbidden'],
  ];
  for (const [name, key, body, code] of rows) {
    t.equal((await cancel(body, key)).body.code, code, name);
  }
  clock.ahead = dayMs;
  t.equal((await cancel({ id: held.id })).body.code, 'receipt_not_cancellable', 'tomorrow');
  clock.ahead = 0;
  t.equal((await cancel({ id: held.id }, 'shop')).status, 200, 'by its shop');
});

t.test('a store whose programme is gone can still cancel what has not arrived', async (t) => {
  t.equal((await cancel({ number: 'x' }, 't4')).status, 200);
});
