import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, type Reply, startGateway } from '../testing/start-gateway.ts';

const dayMs = 86_400_000;
const limited = programme.replace(
  '- { code: tenth, do: { earn_percent: { percent: 10 } } }',
  `- { code: tenth, do: { earn_percent: { percent: 10 } }, limits: [{ by: member, points: 150, per: day }] }
      - { code: campaign, do: { earn_percent: { percent: 1 } }, limits: [{ by: rule, points: 25, per: total }] }`,
);
const gateway = await startGateway(t, { programme: limited });
const { call, parts, pool, time } = gateway;

let last = 0;
const next = (): string => `a${++last}`;
const anna = { member: { card: 'anna' } };
const boris = { member: { card: 'boris' } };
const commit = (body: object): Promise<Reply> => call('t1', 'POST /v1/receipts', body);
const attach = (id: string, body: object, as: Key = 't1'): Promise<Reply> =>
  call(as, `POST /v1/receipts/${id}/attach`, body);
const balance = async (who: object): Promise<number> =>
  (await call('t1', 'POST /v1/quotes', receipt('q', time(), { ...who, lines: [] }))).body.points.balance;

t.test('the forgotten card: points as paid, within the member’s limits and the campaign’s', async (t) => {
  const sale = receipt(next(), time(), {
    lines: [cake(100_000), { line: 2, sku: 'tea', quantity: 1, unitPrice: 10_000 }],
  });
  const sold = await commit(sale);
  t.match(sold.body, { totals: { net: 109_000, earned: 0 } });
  const attached = await attach(sold.body.id, anna);
  t.equal(attached.status, 200, attached.body.detail);
  t.notOk(attached.replayed);
  t.match(attached.body, {
    id: sold.body.id,
    totals: { ...sold.body.totals, earned: 119 },
    points: { balance: 119, earn: 119, redeem: 0 },
  });
  t.match(attached.body.lines, [
    { line: 1, earned: 100 + 9, net: 100_000 },
    { line: 2, earned: 9 + 1, net: 9_000 },
  ]);
  t.equal(await balance(anna), 119);

  const again = await attach(sold.body.id, anna);
  t.ok(again.replayed);
  t.equal(again.text, attached.text);
  t.equal((await attach(sold.body.id, boris)).body.code, 'attach_refused', 'it is hers');
  t.equal((await call('t1', `GET /v1/receipts/${sold.body.id}`)).text, attached.text);
  const committedAgain = await commit(sale);
  t.ok(committedAgain.replayed);
  t.equal(committedAgain.text, sold.text, 'the commit is answered as it was');
  const trace = (await call('call-centre', `GET /v1/receipts/${sold.body.id}?explain=true`)).body.trace;
  t.equal(trace.find(({ rule }: { rule: string }) => rule === 'tenth').outcome, 'applied');

  const second = await attach((await commit(receipt(next(), time()))).body.id, anna);
  t.equal(second.body.totals.earned, 41 + 10, 'her tenth of the day has 41 left');
  const third = await attach((await commit(receipt(next(), time()))).body.id, boris);
  t.equal(third.body.totals.earned, 100 + 5, 'the campaign has 5 left');
});

t.test('what is attached comes back like any other', async (t) => {
  await gateway.join({ cards: [{ number: 'carl', type: 'club' }] });
  const carl = { member: { card: 'carl' } };
  const { id } = (await commit(receipt(next(), time()))).body;
  t.equal((await attach(id, carl)).body.totals.earned, 100);
  const back = { number: next(), businessTime: time(), receipt: { id }, lines: [{ line: 1, quantity: 1 }] };
  t.match((await call('t1', 'POST /v1/returns', back)).body, { refund: 100_000, pointsTaken: 100, debt: 0 });
  t.equal(await balance(carl), 0);
  t.equal(
    (await attach((await commit(receipt(next(), time()))).body.id, carl)).body.totals.earned,
    100,
    'nor is the limit used',
  );

  const cancelled = (await commit(receipt(next(), time()))).body.id;
  t.equal((await attach(cancelled, carl)).body.totals.earned, 50);
  t.equal((await call('t1', 'POST /v1/receipts/cancel', { id: cancelled })).status, 200);
  t.equal(await balance(carl), 100);
});

t.test('two at once: one member gets it', async (t) => {
  const { id } = (await commit(receipt(next(), time()))).body;
  const replies = await Promise.all([attach(id, anna), attach(id, boris)]);
  t.strictSame(replies.map(({ status }) => status).toSorted(), [200, 409]);
});

t.test('a retry is answered though the card was blocked since', async (t) => {
  await gateway.join({ cards: [{ number: 'dora', type: 'club' }] });
  const dora = { member: { card: 'dora' } };
  const { id } = (await commit(receipt(next(), time()))).body;
  const first = await attach(id, dora);
  await pool.query(`UPDATE cards SET state = 'blocked' WHERE number = 'dora'`);
  parts.directory.clear();
  t.equal((await attach(id, dora)).text, first.text);
  const other = (await commit(receipt(next(), time()))).body.id;
  t.equal((await attach(other, dora)).body.code, 'card_blocked');
});

t.test('refused: [what, receipt, member, key, code]', async (t) => {
  const old = receipt(next(), time(15 * dayMs), { offline: true });
  const partly = (await commit(receipt(next(), time(), { lines: [{ ...cake(100), quantity: 2 }] }))).body.id;
  const back = { number: next(), businessTime: time(), receipt: { id: partly }, lines: [{ line: 1, quantity: 1 }] };
  const returned = (await call('t1', 'POST /v1/returns', back)).body.id;
  const fresh = (await commit(receipt(next(), time()))).body.id;
  const cancelled = (await commit(receipt(next(), time()))).body.id;
  await call('t1', 'POST /v1/receipts/cancel', { id: cancelled });
  const missing = '0199d1a0-0000-7000-8000-000000000000';
  const rows: [string, string, object, Key, string][] = [
    ['after 15 days of 14', (await commit(old)).body.id, anna, 't1', 'attach_refused'],
    ['goods of it have come back', partly, anna, 't1', 'attach_refused'],
    ['it was cancelled', cancelled, anna, 't1', 'attach_refused'],
    ['a return', returned, anna, 't1', 'not_a_sale'],
    ['no such receipt', missing, anna, 't1', 'receipt_not_found'],
    ['no such card', fresh, { member: { card: 'vera' } }, 't1', 'card_not_found'],
    ['nobody', fresh, {}, 't1', 'invalid_request'],
    ['another till’s', fresh, anna, 't2', 'till_mismatch'],
    ['not by the call centre', fresh, anna, 'call-centre', 'forbidden'],
  ];
  for (const [name, id, body, key, code] of rows) t.equal((await attach(id, body, key)).body.code, code, name);
  const recent = receipt(next(), time(13 * dayMs), { offline: true });
  t.equal((await attach((await commit(recent)).body.id, anna)).status, 200, 'after 13 days');
  const inForce = await gateway.publish(`${limited}# another\n`.replace('percent: 1 }', 'percent: 2 }'));
  t.equal(inForce, 2);
  await call('admin', 'POST /v1/programs/main/versions/1/revoke');
  t.equal((await attach(fresh, anna)).body.code, 'programme_revoked', 'what was wrong is not given any more');
});
