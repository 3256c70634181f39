/** What tills are told without having asked, and that a till has one socket, whichever of two gateways it is at. */
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { appendToOutbox } from '../../ledger/outbox/append.ts';
import { until } from '../../ledger/testing/until.ts';
import { subprotocols } from '../contract/socket.ts';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type StartedGateway, startGateway } from '../testing/start-gateway.ts';
import { connectTill, type TillClient } from '../testing/till-client.ts';

// Whoever is replaced is cut off only when its answer has had all the time that it takes here.
const tillLimits = { finishMs: 120_000 };
const first = await startGateway(t, { programme, tillLimits });
const second = await startGateway(t, { programme, tillLimits, beside: first });
const { secret, call, time, pool } = first;
const listen = ({ app }: StartedGateway) => app.listen({ host: '127.0.0.1', port: 0 });
const [one, two] = [await listen(first), await listen(second)];

const nextPush = ({ pushes }: TillClient, till: TillClient) => {
  const seen = pushes.length;
  return till.until((client) => client.pushes[seen]);
};
const next = (till: TillClient) => nextPush(till, till);
const priced = (title: string) => programme.replace('title: Test', `title: ${title}`);

t.test('a programme in force is told to the tills of its stores, at both gateways', async (t) => {
  const here = await connectTill({ address: one, secret: secret('t1'), subprotocol: 'tillgate.msgpack-records' });
  const there = await connectTill({ address: two, secret: secret('t3'), subprotocol: 'tillgate.msgpack' });
  const other = await connectTill({ address: two, secret: secret('t4') });
  for (const title of ['second', 'third']) {
    const told = [next(here), next(there)];
    const saved = await call('marketer', 'POST /v1/programs/main/versions', priced(title), {
      'content-type': 'application/yaml',
    });
    const { version, hash } = saved.body;
    t.equal((await call('marketer', `POST /v1/programs/main/versions/${version}/publish`)).status, 200);
    const body = { code: 'main', version, hash };
    t.strictSame(await Promise.all(told), [
      { event: 'program.published', body },
      { event: 'program.published', body },
    ]);
    for (const till of [here, there]) {
      const { body: quote } = await till.call('quote', receipt('1', time()));
      t.equal(quote.program.version, version, 'who is told is priced by it');
    }
  }
  const told = [next(here), next(there)];
  const before = here.pushes[0]?.body as { version: number };
  await call('marketer', `POST /v1/programs/main/versions/${before.version + 1}/revoke`);
  t.match(await Promise.all(told), [{ body: before }, { body: before }], 'revoked: the one before is in force again');
  await sleep(50);
  t.strictSame(
    [here, there, other].map(({ pushes }) => pushes.length),
    [3, 3, 0],
    'each once, and no others',
  );
  for (const till of [here, there, other]) {
    t.strictSame(till.faults, []);
    await till.close();
  }
});

t.test('a hold that lapses is told to its till, wherever that is', async (t) => {
  const member = { card: 'anna' };
  t.equal(
    (await call('t1', 'POST /v1/receipts', receipt('earn', time(), { member, lines: [cake(10_000_000)] }))).status,
    201,
  );
  for (const [index, subprotocol] of subprotocols.entries()) {
    const till = await connectTill({ address: index === 0 ? one : two, secret: secret('t1'), subprotocol });
    const other = await connectTill({ address: two, secret: secret('t2') });
    const swept = await till.call('hold', { number: `s${index}`, member, redeem: [{ points: 7 }] });
    t.match(swept, { status: 201 });
    const told = next(till);
    await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE id = $1", [swept.body.id]);
    t.match(await told, {
      event: 'hold.expired',
      body: { id: swept.body.id, state: 'expired', till: 't1', points: 7 },
    });
    // Found lapsed by whoever touches it first: here its till voids it, unless the sweeper comes before.
    const lazy = await till.call('hold', { number: `l${index}`, member, redeem: [{ points: 5 }] });
    const toldAgain = next(till);
    await pool.query("UPDATE holds SET expires_at = now() - interval '1 ms' WHERE id = $1", [lazy.body.id]);
    await till.call('hold.void', { id: lazy.body.id });
    t.match(await toldAgain, { event: 'hold.expired', body: { id: lazy.body.id } });
    t.strictSame(other.pushes, []);
    t.strictSame(till.faults, []);
    await till.close();
    await other.close();
  }
});

t.test('a hold that is voided or posted is not told: its till did that itself', async (t) => {
  const member = { card: 'anna' };
  const till = await connectTill({ address: one, secret: secret('t1') });
  const voided = await till.call('hold', { number: 'v', member, redeem: [{ points: 1 }] });
  await till.call('hold.void', { id: voided.body.id });
  const posted = await till.call('hold', { number: 'p', member, redeem: [{ points: 1 }] });
  t.match(await till.call('commit', receipt('p', time(), { member, holds: [posted.body.id] })), { status: 201 });
  const last = await till.call('hold', { number: 'x', member, redeem: [{ points: 1 }] });
  const told = next(till);
  await pool.query("UPDATE holds SET expires_at = now() - interval '1 s' WHERE id = $1", [last.body.id]);
  t.match(await told, { body: { id: last.body.id } });
  t.equal(till.pushes.length, 1);
  await till.close();
});

t.test('a second connection takes the place of the first, at the same gateway and at another', async (t) => {
  for (const [from, to] of [
    [one, one],
    [one, two],
    [two, one],
  ] as const) {
    const old = await connectTill({ address: from, secret: secret('t1') });
    t.match(await old.call('ping'), { status: 200 });
    // Its commit is under way when the other comes.
    const lock = await pool.connect();
    await lock.query('BEGIN; LOCK TABLE receipts');
    const number = `${from}-${to}`;
    const sale = receipt(number, time());
    const underWay = old.call('commit', sale);
    t.match(await old.call('ping'), { status: 200 }, 'the frame before it has been read');
    const neu = await connectTill({ address: to, secret: secret('shop'), till: 't1' });
    t.match(await neu.call('ping'), { status: 200 });
    const refused = await until(async () => {
      const answer = await old.call('quote', receipt('q', time()));
      return answer.status === 503 && answer;
    });
    t.match(refused, { status: 503, body: { code: 'unavailable', retryable: true } });
    await lock.query('ROLLBACK');
    lock.release();
    t.match(await underWay, { status: 201 }, 'what is under way is answered');
    t.strictSame(await old.closed, { code: 4001, reason: 'replaced' });
    t.match(await neu.call('commit', sale), { status: 200, replayed: true });
    t.match(await neu.call('ping'), { status: 200 }, 'the new one stays');
    await neu.close();
  }
});

t.test('however they come, one is left', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const tills = await Promise.all(
      [one, two, one, two, one, two].map((address) => connectTill({ address, secret: secret('t2') })),
    );
    const closed = new Set<TillClient>();
    for (const till of tills) {
      void till.closed.then(({ code }) => {
        t.equal(code, 4001);
        closed.add(till);
      });
    }
    await until(() => closed.size >= tills.length - 1);
    await sleep(100);
    t.equal(closed.size, tills.length - 1);
    const [left] = tills.filter((till) => !closed.has(till));
    t.match(await left?.call('ping'), { status: 200 });
    left?.socket.terminate();
    tills.length = 0;
    closed.clear();
    // Its own end, 1006, is none of the five.
    left?.socket.removeAllListeners('close');
  }
});

t.test('what is said of an older connection, or of another till’s, closes none', async (t) => {
  const till = await connectTill({ address: one, secret: secret('t1') });
  const connection = '00000000-0000-7000-8000-000000000000';
  const event = { event: 'till.connected', till: 't1', connection } as const;
  await appendToOutbox(pool, { events: [{ ...event, at: Date.now() - 60_000 }] });
  await appendToOutbox(pool, { events: [{ ...event, till: 't2', at: Date.now() + 60_000 }] });
  await sleep(300);
  t.match(await till.call('ping'), { status: 200 });
  await appendToOutbox(pool, { events: [{ ...event, at: Date.now() + 60_000 }] });
  t.strictSame(await till.closed, { code: 4001, reason: 'replaced' });
});
