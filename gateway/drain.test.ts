import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import t from 'tap';
import { somebodyWaits, until } from '../ledger/testing/until.ts';
import { programme, receipt } from './testing/receipts.ts';
import { type StartedGateway, startGateway } from './testing/start-gateway.ts';
import { connectTill } from './testing/till-client.ts';

/** Only for a drain that hangs. */
const patienceMs = 60_000;

/** Commits wait for what the test has locked. */
const committerWaits = ({ pool }: StartedGateway) => somebodyWaits(pool, 'tillgate-commit');

/** How many commands the flows have handed to the committer. */
function handedOver({ parts }: StartedGateway): () => number {
  const { committer } = parts;
  const submit = committer.submit.bind(committer);
  let count = 0;
  committer.submit = (command) => {
    count += 1;
    return submit(command);
  };
  return () => count;
}

t.test('what is under way is committed and answered, what comes after is refused', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { app, pool, secret, time } = gateway;
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const headers = { authorization: `Bearer ${secret('t1')}`, 'content-type': 'application/json' };
  const send = (number: string) =>
    fetch(`${address}/v1/receipts`, { method: 'POST', headers, body: JSON.stringify(receipt(number, time())) });
  await (await send('warm')).text();
  // A connection that is open already, and asks when the gateway drains: it has begun to.
  const accepted = once(app.server, 'connection');
  const late = connect(Number(new URL(address).port), '127.0.0.1');
  const [lateHere] = (await accepted) as [Socket];
  const begun = 'POST /v1/receipts HTTP/1.1\r\nhost: x\r\n';
  late.write(begun);
  await until(() => lateHere.bytesRead === begun.length);
  const handed = handedOver(gateway);
  // The table is locked, so commits are under way until it is not.
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE receipts');
  const underWay = ['1', '2', '3'].map(send);
  await until(async () => handed() === 3 && (await committerWaits(gateway)));
  const hangUp = app.server.closeAllConnections.bind(app.server);
  let hungUp = false;
  app.server.closeAllConnections = () => {
    hungUp = true;
    hangUp();
  };
  const stopped = gateway.stop(patienceMs);
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
  await until(() => !app.server.listening);
  await t.rejects(send('5'), 'nobody listens any more');
  await lock.query('ROLLBACK');
  lock.release();
  const replies = await Promise.all(underWay);
  t.strictSame(
    replies.map(({ status }) => status),
    [201, 201, 201],
  );
  await stopped;
  t.notOk(hungUp, 'connections that are kept alive are closed when they have been answered');
  const { rows } = await pool.query('SELECT number FROM receipts ORDER BY number');
  t.strictSame(
    rows.map(({ number }) => number),
    ['1', '2', '3', 'warm'],
  );
});

/** A batch on a socket, of which the rest is owed. */
async function begunBatch({ app, secret }: StartedGateway) {
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const asked = once(app.server, 'request');
  const socket = connect(Number(port), '127.0.0.1');
  const closed = once(socket, 'close');
  let answer = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  const chunk = (text: string): void => {
    socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
  };
  socket.write(
    `POST /v1/receipts/batch HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret('t1')}\r\n` +
      'content-type: application/x-ndjson\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n',
  );
  chunk('{"number":');
  await asked;
  return { chunk, answered: () => answer, closed };
}

t.test('who does not finish a request is hung up on', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { answered, closed } = await begunBatch(gateway);
  await gateway.stop(300);
  await closed;
  t.equal(answered(), '', 'without an answer');
});

t.test('who finishes it in time is answered', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { chunk, answered, closed } = await begunBatch(gateway);
  const stopped = gateway.stop(patienceMs);
  await until(() => !gateway.app.server.listening);
  chunk('"1"}\n');
  chunk('');
  await closed;
  t.match(answered(), '"code":"draining"');
  await stopped;
});

t.test('a till whose commit does not end is hung up on when time is up', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { app, pool, secret, time, stop } = gateway;
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const till = await connectTill({ address, secret: secret('t1') });
  t.match(await till.call('commit', receipt('warm', time())), { status: 201 });
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE receipts');
  const underWay = till.call('commit', receipt('1', time()));
  const lost = t.rejects(underWay, /1006/);
  await until(() => committerWaits(gateway));
  const stopped = stop(300);
  t.match(await till.closed, { code: 1006 });
  await lost;
  await lock.query('ROLLBACK');
  lock.release();
  await stopped;
  const { rows } = await pool.query("SELECT number FROM receipts WHERE number = '1'");
  t.equal(rows.length, 1, 'what was handed to the committer is committed, and found again by its key');
});
