/** Points given and taken by people, as a call centre and an admin see it. */
import { deepEqual } from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { audit } from '../../../ledger/audit/audit.ts';
import { fullestPurse } from '../../../ledger/parties/purses.ts';
import { maxAmount } from '../../contract/common.ts';
import { programme, receipt } from '../../testing/receipts.ts';
import { startGateway } from '../../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { call, pool, time } = gateway;
t.afterEach(async () => deepEqual(await audit(pool), []));

const { id: anna } = (await call('admin', 'GET /v1/members?card=anna')).body;
const { id: boris } = (await call('admin', 'GET /v1/members?card=boris')).body;
const adjust = (as: 'call-centre' | 'admin', member: string, body: object, key?: string) =>
  call(as, `POST /v1/members/${member}/adjust`, { reason: 'sorry', ...body }, key && { 'idempotency-key': key });
const balance = async (card: string) =>
  (await call('t1', 'POST /v1/quotes', receipt('q', time(), { member: { card } }))).body.points.balance;

t.test('given with a purse’s own expiry, taken, never below nothing, once for a key', async (t) => {
  const given = await adjust('admin', anna, { points: 5_000, purse: 'promo' }, 'k1');
  t.match(given, { status: 201, body: { points: 5_000, purse: 'promo', balances: { balance: 5_000 } } });
  const days = (Date.parse(given.body.expiresAt) - Date.parse(given.body.at)) / 86_400_000;
  t.ok(Math.abs(days - 30) < 0.1, 'P30D of purse promo');
  t.match(await adjust('admin', anna, { points: 5_000, purse: 'promo' }, 'k1'), { replayed: true, text: given.text });
  t.match((await adjust('admin', anna, { points: 1 }, 'k1')).body, { code: 'idempotency_key_reused' });
  t.match((await adjust('admin', anna, { points: -5_001 })).body, { code: 'insufficient_points' });
  t.match((await adjust('admin', anna, { points: -1, purse: 'bonus' })).body, { code: 'insufficient_points' });
  t.match(await adjust('admin', anna, { points: -1_000, reason: 'a mistake' }), {
    body: { balances: { balance: 4_000 } },
  });
  t.equal(await balance('anna'), 4_000);
  const { operations } = (await call('admin', `GET /v1/members/${anna}/operations`)).body;
  t.match(operations, [
    { seq: 2, reason: 'adjust', credit: 'house:adjusted', points: 1_000, note: 'a mistake' },
    { seq: 1, reason: 'adjust', credit: 'purse:promo', points: 5_000, note: 'sorry' },
  ]);
});

t.test('a call centre’s key has its limit of a day, by call and in all', async (t) => {
  t.match((await adjust('call-centre', boris, { points: 1_001 })).body, { code: 'adjust_limit' });
  const both = await Promise.all([1, 2].map(() => adjust('call-centre', boris, { points: 600 })));
  t.same(both.map(({ status }) => status).sort(), [201, 409], 'two at once: one of them');
  t.match(await adjust('call-centre', boris, { points: -400 }), { status: 201 });
  t.match((await adjust('call-centre', boris, { points: 1 })).body, {
    code: 'adjust_limit',
    errors: [{ path: '/points' }],
  });
  t.match(await adjust('admin', boris, { points: 1_800 }), { status: 201, body: { balances: { balance: 2_000 } } });
});

async function jobDone(id: string, state = 'done') {
  for (let round = 0; round < 600; round += 1) {
    const { body } = await call('admin', `GET /v1/adjust-jobs/${id}`);
    if (body.state === state) return body;
    await pause(100);
  }
  throw new Error(`job ${id} is not ${state}`);
}

const upload = (query: string, csv: string, headers = {}) =>
  call('admin', `POST /v1/adjust-jobs?reason=birthday&${query}`, csv, { 'content-type': 'text/csv', ...headers });

t.test('a file: a job that the gateway runs, tells of, and undoes', async (t) => {
  const csv = 'card,phone,points\nanna,,100\n,+7 916 000-00-02,-500\nvera,,5\n';
  const made = await upload('expireAfter=P10D', csv, { 'idempotency-key': 'j1' });
  t.match(made, { status: 201, body: { state: 'running', rows: 3, reason: 'birthday' } });
  t.match(await upload('expireAfter=P10D', csv, { 'idempotency-key': 'j1' }), { replayed: true, text: made.text });
  t.match((await upload('expireAfter=P10D', `${csv}\n`, { 'idempotency-key': 'j1' })).body, {
    code: 'idempotency_key_reused',
  });
  const { id } = made.body;
  t.match(await jobDone(id), { rows: 3, progress: 3, applied: 2, refused: 1, given: 100, taken: 500 });
  t.same([await balance('anna'), await balance('boris')], [4_100, 1_500]);
  const { text } = await call('admin', `GET /v1/adjust-jobs/${id}/outcomes`);
  t.same(text.trim().split('\n'), [
    'row,member,points,purse,outcome,detail,undone',
    '2,card anna,100,,applied,,',
    '3,phone +79160000002,-500,,applied,,',
    '4,card vera,5,,refused,nobody is called so,',
  ]);
  t.match(await call('admin', 'GET /v1/adjust-jobs'), { body: { jobs: [{ id }] } });
  t.match(await call('admin', `POST /v1/adjust-jobs/${id}/undo`), { status: 200 });
  t.match(await jobDone(id, 'undone'), { undone: 2, reversed: 600, missing: 0 });
  t.same([await balance('anna'), await balance('boris')], [4_000, 2_000]);
  t.match(await call('admin', `POST /v1/adjust-jobs/${id}/undo`), { status: 200, body: { state: 'undone' } });
  const unknown = await call('admin', 'GET /v1/adjust-jobs/01890000-0000-7000-8000-000000000000');
  t.match(unknown, { status: 404, body: { code: 'adjust_job_not_found' } });
});

t.test('a segment: its members, each the same; dry it moves nothing and cannot be undone', async (t) => {
  await call('marketer', 'PUT /v1/segments/vip', { members: [{ card: 'anna' }, { id: boris }] });
  const of = (query: string) => call('admin', `POST /v1/adjust-jobs?reason=vip&segment=vip&points=7&${query}`);
  const dry = (await of('dry=true')).body;
  t.match(await jobDone(dry.id), { dry: true, rows: 2, applied: 2, given: 14 });
  t.match((await call('admin', `POST /v1/adjust-jobs/${dry.id}/undo`)).body, { code: 'adjust_job_state' });
  t.equal(await balance('anna'), 4_000);
  await jobDone((await of('')).body.id);
  t.same([await balance('anna'), await balance('boris')], [4_007, 2_007]);
});

t.test('a purse holds so much and no more, whoever gives', async (t) => {
  const most = { points: maxAmount, purse: 'bonus' };
  const { id } = (await call('call-centre', 'POST /v1/members', { cards: [{ number: 'croesus' }] })).body;
  for (let given = most.points; given <= fullestPurse; given += most.points) {
    t.match(await adjust('admin', id, most), { status: 201, body: { balances: { balance: given } } });
  }
  t.match(await adjust('admin', id, { points: 1, purse: 'bonus' }), {
    status: 422,
    body: {
      code: 'amount_too_large',
      errors: [{ path: '/points', message: /1 are to be given into purse bonus, 0 fit in/ }],
    },
  });
  t.match(await adjust('admin', id, { points: 1, purse: 'promo' }), { status: 201 });
  t.match((await call('admin', `GET /v1/members/${id}`)).body.points, { balance: fullestPurse + 1, debt: 0 });

  const sale = receipt('croesus', time(), { member: { card: 'croesus' } });
  t.match(await call('t1', 'POST /v1/receipts', sale), { status: 422, body: { code: 'amount_too_large' } });
  const { id: job } = (await upload('', 'card,points,purse\ncroesus,5,bonus\nanna,1,bonus\n')).body;
  t.match(await jobDone(job), { applied: 1, refused: 1, given: 1 });
  t.match(
    (await call('admin', `GET /v1/adjust-jobs/${job}/outcomes`)).text,
    /2,card croesus,5,bonus,refused,"5 are to be given into purse bonus, 0 fit in/,
  );

  t.match(await adjust('admin', id, { points: -100, purse: 'bonus', reason: 'room' }), { status: 201 });
  t.match(await call('t1', 'POST /v1/receipts', sale), { status: 201 });
});

t.test('a job gives or takes so much and no more', async (t) => {
  const rows = Array.from({ length: 1_001 }, (_, row) => `${row},${row % 2 === 0 ? '' : '-'}${maxAmount}\n`);
  t.match(await upload('', `card,points\n${rows.join('')}`), {
    status: 422,
    body: { code: 'upload_invalid', errors: [{ path: 'line 1002', message: /points of this row and those before/ }] },
  });
  const crowd = await pool.query<{ id: string }>(
    `INSERT INTO members (id, party) SELECT gen_random_uuid(), (SELECT party FROM members WHERE id = $1)
     FROM generate_series(1, 1001) RETURNING id`,
    [anna],
  );
  await call('marketer', 'PUT /v1/segments/crowd', { members: crowd.rows });
  const { body } = await call('admin', `POST /v1/adjust-jobs?reason=crowd&segment=crowd&points=-${maxAmount}`);
  t.match(body, { code: 'amount_too_large', errors: [{ path: 'points', message: /for 1001 members/ }] });
});
