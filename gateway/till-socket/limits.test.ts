/** What one socket may keep the gateway busy with, and what becomes of those that ask more. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { createKey, revokeKey } from '../../ledger/keys/access-keys.ts';
import { until } from '../../ledger/testing/until.ts';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { startGateway } from '../testing/start-gateway.ts';
import { connectTill, type TillClient, type TillReply } from '../testing/till-client.ts';
import type { TillLimits } from './limits.ts';

/** The connection under a client's socket, to leave unread. */
function under({ socket }: TillClient): Socket {
  return (socket as unknown as { _socket: Socket })._socket;
}

/** A gateway that listens. */
async function listening(tillLimits: Partial<TillLimits>) {
  const gateway = await startGateway(t, { programme, tillLimits });
  return { ...gateway, address: await gateway.app.listen({ host: '127.0.0.1', port: 0 }) };
}

const narrow = await listening({ inFlight: 4, heartbeatMs: 150 });
const strict = await listening({ slowMs: 300, maxBufferedBytes: 65_536, closeMs: 300 });
/** Who reads on when it is to be disconnected has the time to read all of it. */
const lenient = await listening({ slowMs: 300, maxBufferedBytes: 65_536, closeMs: 120_000 });
// The answers under way when a client is behind are no reason to disconnect it: so many are less than 4 MiB.
const patient = await listening({ slowMs: 120_000, inFlight: 8 });

t.test('so many frames at once, and no id twice', async (t) => {
  const { secret, time, pool, address } = narrow;
  const till = await connectTill({ address, secret: secret('t1') });
  t.match(await till.call('commit', receipt('warm', time())), { status: 201 });
  // The table is locked, so commits are under way until it is not.
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE receipts');
  // All six in one piece, so that those beyond the limit have come already when it is reached.
  const frames = ['1', '2', '3', '4', '5', '6'].map((id) => ({ id, op: 'commit', body: receipt(id, time()) }));
  under(till).cork();
  const answers = frames.map((frame) => till.send(frame));
  under(till).uncork();
  const refused = await Promise.all(answers.slice(4));
  for (const answer of refused) t.match(answer, { status: 503, body: { code: 'overloaded', retryable: true } });
  let late = false;
  const after = till.call('ping').then((answer) => {
    late = true;
    return answer;
  });
  await sleep(200);
  t.notOk(late, 'it is not read from while there are so many');
  await lock.query('ROLLBACK');
  lock.release();
  for (const answer of await Promise.all(answers.slice(0, 4))) t.match(answer, { status: 201 });
  t.match(await after, { status: 200 }, 'and then it is again');
  t.match(await till.send(frames[5] as (typeof frames)[0]), { status: 201 }, 'what was refused may be sent again');

  const again = await pool.connect();
  await again.query('BEGIN; LOCK TABLE receipts');
  const first = till.send({ id: 'twice', op: 'commit', body: receipt('7', time()) });
  const other = till.other();
  till.write({ id: 'twice', op: 'ping' });
  t.match(await other, { id: null, status: 422, body: { code: 'invalid_request', errors: [{ path: 'id' }] } });
  await again.query('ROLLBACK');
  again.release();
  t.match(await first, { status: 201 });
  t.match(await till.send({ id: 'twice', op: 'ping' }), { status: 200 }, 'an id that is answered is free');
  await till.close();
});

const lines = Array.from({ length: 400 }, (_, index) => cake(100 + index, index + 1));
/** What a client may have sent that nobody has read: it goes on for as long as the gateway takes from it. */
const unreadBytes = 1_048_576;

for (const [readsAtLast, { app, secret, time, call, parts, address }] of [
  [true, lenient],
  [false, strict],
] as const) {
  const end = readsAtLast ? 'and told why when it reads on' : 'and cut off where it reads no more';
  t.test(
    `who does not read is not read from, then disconnected, ${end}; what it asked for is found again`,
    async (t) => {
      const at = time();
      const till = await connectTill({ address, secret: secret('t1') });
      const send = (number: string) => {
        const sent = till.call('commit', receipt(number, at, { lines }));
        sent.catch(() => {});
        return sent;
      };
      t.match(await send('first'), { status: 201 });
      const [socket] = app.websocketServer.clients;
      under(till).pause();
      let [sent, most] = [0, 0];
      // Until the kernel's own buffers are full, and then the gateway's.
      while (socket?.readyState === socket?.OPEN) {
        for (let more = 0; more < 8 && till.socket.bufferedAmount < unreadBytes; more += 1) {
          sent += 1;
          void send(String(sent));
        }
        await sleep(20);
        most = Math.max(most, socket?.bufferedAmount ?? 0);
      }
      t.equal(socket?.readyState, socket?.CLOSING, `after ${sent}`);
      t.ok(most > 65_536, 'it was behind');
      t.ok(most < 4 * 65_536 + 200_000, `what waited for it was bounded: ${most} bytes at most`);
      if (readsAtLast) under(till).resume();
      await until(() => socket?.readyState === socket?.CLOSED);
      t.equal(closedFor(await parts.metrics.registry.metrics(), 'tooSlow'), 1);
      under(till).resume();
      t.match(await till.closed, readsAtLast ? { code: 1013, reason: 'tooSlow' } : { code: 1006 });
      const first = await call('t1', 'POST /v1/receipts', receipt('1', at, { lines }));
      t.equal(first.status, 200, 'it was committed all the same');
    },
  );
}

t.test('a slow reader that reads on in time keeps its socket, and gets everything', async (t) => {
  const { app, secret, time, address } = patient;
  const till = await connectTill({ address, secret: secret('t1') });
  const asked = receipt('1', time(), { lines });
  const behind = () => [...app.websocketServer.clients].some(({ bufferedAmount }) => bufferedAmount > 1_048_576);
  under(till).pause();
  const answers: Promise<TillReply>[] = [];
  while (!behind()) {
    for (let more = 0; more < 4 && till.socket.bufferedAmount < unreadBytes; more += 1) {
      answers.push(till.call('quote', asked));
    }
    await sleep(10);
  }
  t.ok(
    [...app.websocketServer.clients].every(({ isPaused }) => isPaused),
    'it is not read from',
  );
  under(till).resume();
  // Those beyond 8 at once may be refused, but none is lost.
  for (const { status } of await Promise.all(answers)) if (status !== 200 && status !== 503) t.fail(`${status}`);
  t.match(await till.call('ping'), { status: 200 });
  await till.close();
});

t.test('who does not answer two pings is cut off; who does, stays', async (t) => {
  const { secret, parts, address } = narrow;
  const dead = await connectTill({ address, secret: secret('t1') });
  const alive = await connectTill({ address, secret: secret('t2') });
  let pings = 0;
  alive.socket.on('ping', () => {
    pings += 1;
  });
  under(dead).pause();
  await until(async () => closedFor(await parts.metrics.registry.metrics(), 'dead') > 0);
  await until(() => pings >= 5);
  t.match(await alive.call('ping'), { status: 200 });
  under(dead).resume();
  t.match(await dead.closed, { code: 1006 });
  await alive.close();
});

t.test('a revoked key closes its sockets, and no others', async (t) => {
  const { secret, pool, address } = patient;
  const made = await createKey(pool, { role: 'shop', store: 's1' });
  const one = await connectTill({ address, secret: made.secret, till: 't1' });
  const two = await connectTill({ address, secret: made.secret, till: 't2' });
  const other = await connectTill({ address, secret: secret('t3') });
  t.match(await one.call('ping'), { status: 200 });
  await revokeKey(pool, made.key.id);
  t.strictSame(await one.closed, { code: 4401, reason: 'unauthenticated' });
  t.strictSame(await two.closed, { code: 4401, reason: 'unauthenticated' });
  t.match(await other.call('ping'), { status: 200 });
  await other.close();
});

t.test('a key whose revocation nobody was told of is refused at its next frame', async (t) => {
  const { pool, parts, address } = patient;
  const made = await createKey(pool, { role: 'till', till: 't1' });
  const till = await connectTill({ address, secret: made.secret });
  await pool.query('UPDATE access_keys SET revoked_at = now() WHERE id = $1', [made.key.id]);
  parts.credentials.clear();
  t.match(await till.call('cancel', { number: '1' }), { status: 401, body: { code: 'unauthenticated' } });
  t.strictSame(await till.closed, { code: 4401, reason: 'unauthenticated' });
});

t.test('a flow that fails is a fault of ours, of that frame alone', async (t) => {
  const { secret, time, pool, logged, address } = patient;
  const till = await connectTill({ address, secret: secret('t1') });
  await pool.query('ALTER TABLE holds RENAME TO holds_gone');
  const failed = await till.call('hold.void', { id: '0199d1a0-0000-7000-8000-000000000000' });
  t.match(failed, { status: 500, body: { code: 'internal_error' } });
  t.notMatch(JSON.stringify(failed), /relation|holds_gone/, 'which says nothing of our insides');
  t.match(
    logged.find(({ requestId }) => requestId === failed.body.requestId),
    { till: 't1', op: 'hold.void', err: { message: /relation/ } },
  );
  await pool.query('ALTER TABLE holds_gone RENAME TO holds');
  t.match(await till.call('quote', receipt('1', time())), { status: 200 });
  await till.close();
});

t.test('nothing is kept on a socket for compression', async (t) => {
  const { app, secret, address } = patient;
  const till = await connectTill({ address, secret: secret('t1'), subprotocol: 'tillgate.msgpack-records' });
  const [socket] = app.websocketServer.clients;
  t.equal(socket?.extensions, '');
  till.socket.terminate();
  await once(till.socket, 'close');
});

function closedFor(metrics: string, reason: string): number {
  const found = new RegExp(`tillgate_till_sockets_closed_total\\{reason="${reason}"\\} (\\d+)`).exec(metrics);
  return Number(found?.[1] ?? 0);
}
