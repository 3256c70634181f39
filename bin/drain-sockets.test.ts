/** A gateway process with tills on sockets is stopped: what is under way is answered, and every socket told why. */
import { once } from 'node:events';
import t from 'tap';
import { subprotocols } from '../gateway/contract/socket.ts';
import { connectTill } from '../gateway/testing/till-client.ts';
import { told } from './testing/running.ts';
import { chainWith } from './testing/start-process.ts';

const { pool, secrets, running } = await chainWith(t, ['t0', 't1', 't2', 't3']);

const receipt = (number: string) => ({
  number,
  businessTime: new Date().toISOString(),
  channel: 'pos',
  lines: [{ line: 1, sku: 'cake', quantity: 1, unitPrice: 100 }],
});

const open = (address: string, index: number) =>
  connectTill({
    address,
    secret: secrets[index],
    subprotocol: subprotocols[index % subprotocols.length] ?? 'tillgate.json',
  });

t.test('commits under way are answered, later frames refused, idle sockets closed; exit 0', async (t) => {
  const { gateway, address } = await running(t);
  const tills = await Promise.all(secrets.map((_, index) => open(address, index)));
  const busy = tills.slice(0, 3);
  for (const till of busy) t.match(await till.call('commit', receipt('warm')), { status: 201 });
  // The table is locked, so commits are under way until it is not.
  const lock = await pool.connect();
  await lock.query('BEGIN; LOCK TABLE receipts');
  const sent = receipt('1');
  const underWay = busy.flatMap((till) => [till.call('commit', sent), till.call('commit', receipt('2'))]);
  // A socket is read in order: who answers this ping has taken what came before it.
  await Promise.all(
    busy.map(({ socket }) => {
      socket.ping();
      return once(socket, 'pong');
    }),
  );
  const ended = told(gateway, 'SIGTERM');
  t.strictSame(await tills[3]?.closed, { code: 1001, reason: 'goingAway' }, 'who has nothing under way goes at once');
  for (const answer of await Promise.all(busy.map((till) => till.call('commit', receipt('3'))))) {
    t.match(answer, { status: 503, body: { code: 'draining', retryable: true } });
  }
  await lock.query('ROLLBACK');
  lock.release();
  for (const answer of await Promise.all(underWay)) t.match(answer, { status: 201, body: { state: 'committed' } });
  for (const till of busy) {
    t.strictSame(await till.closed, { code: 1001, reason: 'goingAway' });
    t.strictSame(till.faults, []);
  }
  t.strictSame(await ended, [0, null]);
  const { rows } = await pool.query('SELECT till, number FROM receipts ORDER BY till, number');
  const expected = ['t0', 't1', 't2'].flatMap((till) => ['1', '2', 'warm'].map((number) => ({ till, number })));
  t.strictSame(rows, expected, 'what was answered is there, and nothing else');

  const again = await running(t);
  for (const [index] of busy.entries()) {
    const till = await open(again.address, index);
    t.match(await till.call('commit', sent), { status: 200, replayed: true });
    await till.close();
  }
  t.strictSame(await told(again.gateway, 'SIGTERM'), [0, null]);
});

t.test('who does not read or answer the farewell does not keep the gateway up', async (t) => {
  const { gateway, address } = await running(t);
  const till = await open(address, 0);
  (till.socket as unknown as { _socket: { pause(): void } })._socket.pause();
  t.strictSame(await told(gateway, 'SIGTERM'), [0, null]);
});
