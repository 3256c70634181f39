import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { programme, receipt } from './testing/receipts.ts';
import { startGateway } from './testing/start-gateway.ts';
import { connectTill } from './testing/till-client.ts';

t.test('what is under way is committed and answered, what comes after is refused', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { app, pool, secret, time } = gateway;
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const headers = { authorization: `Bearer ${secret('t1')}`, 'content-type': 'application/json' };
  const send = (number: string) =>
    fetch(`${address}/v1/receipts`, { method: 'POST', headers, body: JSON.stringify(receipt(number, time())) });
  await (await send('warm')).text();
  // The table is locked, so commits are under way until it is not.
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE receipts');
  const underWay = ['1', '2', '3'].map(send);
  // A connection that is open already, and asks when the gateway drains.
  const late = connect(Number(new URL(address).port), '127.0.0.1');
  await once(late, 'connect');
  late.write('POST /v1/receipts HTTP/1.1\r\nhost: x\r\n');
  await sleep(300);
  const stopped = gateway.stop();
  await sleep(50);
  const body = JSON.stringify(receipt('4', time()));
  late.write(
    `authorization: ${headers.authorization}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  let answer = '';
  late.on('data', (chunk) => {
    answer += chunk;
  });
  await once(late, 'close');
  t.match(answer, /^HTTP\/1.1 503 /);
  t.match(answer, /"code":"draining"/);
  t.match(answer, /retry-after: 1/i);
  await t.rejects(send('5'), 'nobody listens any more');
  await lock.query('ROLLBACK');
  lock.release();
  const replies = await Promise.all(underWay);
  t.strictSame(
    replies.map(({ status }) => status),
    [201, 201, 201],
  );
  await stopped;
  const { rows } = await pool.query('SELECT number FROM receipts ORDER BY number');
  t.strictSame(
    rows.map(({ number }) => number),
    ['1', '2', '3', 'warm'],
  );
});

t.test('who does not finish a request is hung up on', async (t) => {
  const gateway = await startGateway(t, { programme });
  const address = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const slow = connect(Number(new URL(address).port), '127.0.0.1');
  await once(slow, 'connect');
  slow.write(
    `POST /v1/receipts/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.secret('t1')}\r\n` +
      'content-type: application/x-ndjson\r\ncontent-length: 1000\r\n\r\n{"number":',
  );
  slow.on('error', () => {});
  const closed = once(slow, 'close');
  await sleep(100);
  const before = Date.now();
  await gateway.stop(500);
  await closed;
  const took = Date.now() - before;
  t.ok(took >= 450 && took < 4_000, `after ${took} ms`);
});

t.test('a till whose commit does not end is hung up on when time is up', async (t) => {
  const { app, pool, secret, time, stop } = await startGateway(t, { programme });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const till = await connectTill({ address, secret: secret('t1') });
  t.match(await till.call('commit', receipt('warm', time())), { status: 201 });
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE receipts');
  const underWay = till.call('commit', receipt('1', time()));
  const lost = t.rejects(underWay, /1006/);
  await sleep(200);
  const stopped = stop(300);
  t.match(await till.closed, { code: 1006 });
  await lost;
  await lock.query('ROLLBACK');
  lock.release();
  await stopped;
  const { rows } = await pool.query("SELECT number FROM receipts WHERE number = '1'");
  t.equal(rows.length, 1, 'what was handed to the committer is committed, and found again by its key');
});
