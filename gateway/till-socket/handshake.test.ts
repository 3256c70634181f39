/** Who gets a socket, who does not and how it is told; and that nothing is left of who did not. */
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { WebSocket } from 'ws';
import { createKey, revokeKey } from '../../ledger/keys/access-keys.ts';
import { until } from '../../ledger/testing/until.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { connectTill, refusalOf, type TillOrder } from '../testing/till-client.ts';

const gateway = await testGateway(t);
const { app, keys, database } = gateway;
const address = await app.listen({ host: '127.0.0.1', port: 0 });
const port = Number(new URL(address).port);
/** Sockets that Node has open, upgraded or not. */
const connections = () =>
  new Promise<number>((resolve, reject) => {
    app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });

const noneLeft = () => until(async () => (await connections()) === 0);

t.test('refused, each with its problem, and hung up on', async (t) => {
  const { secret: gone, key } = await createKey(database, { role: 'till', till: 't2' });
  await revokeKey(database, key.id);
  const table: readonly [
    name: string,
    order: Omit<TillOrder, 'address'>,
    status: number,
    code: string,
    path?: string,
  ][] = [
    ['no key', {}, 401, 'unauthenticated'],
    ['an unknown key', { secret: 'wrong' }, 401, 'unauthenticated'],
    ['a revoked key', { secret: gone }, 401, 'unauthenticated'],
    ['a call centre', { secret: keys['call-centre'] }, 403, 'forbidden'],
    ['a marketer', { secret: keys.marketer }, 403, 'forbidden'],
    [
      'a subprotocol of others',
      { secret: keys.till, offered: ['mqtt'] },
      400,
      'subprotocol_unknown',
      'sec-websocket-protocol',
    ],
    [
      'in capitals',
      { secret: keys.till, offered: ['Tillgate.JSON'] },
      400,
      'subprotocol_unknown',
      'sec-websocket-protocol',
    ],
    ['a shop that names no till', { secret: keys.shop }, 422, 'invalid_request', 'till'],
    ['an admin that names no till', { secret: keys.admin }, 422, 'invalid_request', 'till'],
    ['a shop, for a till of another store', { secret: keys.shop, till: 't3' }, 403, 'till_mismatch'],
    ['a till, for another', { secret: keys.till, till: 't2' }, 403, 'till_mismatch', '/till'],
    ['for no till', { secret: keys.admin, till: 'nowhere' }, 404, 'till_not_found', '/till'],
    ['for a till of too long a name', { secret: keys.admin, till: 'x'.repeat(65) }, 422, 'invalid_request', 'till'],
  ];
  for (const [name, order, status, code, path] of table) {
    const refused = await refusalOf({ address, ...order });
    t.match(
      refused,
      { status, body: { code, status }, headers: { 'content-type': /^application\/problem\+json/ } },
      name,
    );
    if (path !== undefined) t.equal(refused.body.errors[0].path, path, name);
  }
  t.ok(await noneLeft(), 'none is left open');
});

t.test('handshakes that are none', async (t) => {
  const head = (...lines: string[]) =>
    ['GET /v1/till HTTP/1.1', 'Host: x', `Authorization: Bearer ${keys.till}`, ...lines, '', ''].join('\r\n');
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket'];
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
  const version = 'Sec-WebSocket-Version: 13';
  const protocol = 'Sec-WebSocket-Protocol: tillgate.json';
  const table: readonly [name: string, sent: string, status: number, code: string][] = [
    ['a plain GET', head('Connection: close'), 426, 'upgrade_required'],
    ['an upgrade to something else', head('Connection: Upgrade, close', 'Upgrade: h2c'), 426, 'upgrade_required'],
    ['no subprotocol', head(...upgrade, key, version), 400, 'subprotocol_unknown'],
    ['no version', head(...upgrade, key, protocol), 400, 'malformed_request'],
    ['version 7', head(...upgrade, key, 'Sec-WebSocket-Version: 7', protocol), 400, 'malformed_request'],
    ['no key', head(...upgrade, version, protocol), 400, 'malformed_request'],
    ['a short key', head(...upgrade, 'Sec-WebSocket-Key: abc', version, protocol), 400, 'malformed_request'],
    [
      'an unknown query',
      head(...upgrade, key, version, protocol).replace('/v1/till', '/v1/till?tilt=1'),
      422,
      'invalid_request',
    ],
    [
      'without a key',
      head(...upgrade, key, version, protocol).replace(/Authorization.*\r\n/, ''),
      401,
      'unauthenticated',
    ],
  ];
  for (const [name, sent, status, code] of table) {
    const reply = await exchange(sent);
    t.match(reply, new RegExp(`^HTTP/1.1 ${status} `), `${name}: ${reply}`);
    t.match(reply, `"code":"${code}"`, name);
  }
  t.match(await exchange(head('Connection: close')), /upgrade: websocket/i);
  t.ok(await noneLeft(), 'none is left open');
});

t.test('an offer of HTTP/2, as Java’s client makes one, is passed over and the request answered', async (t) => {
  const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n';
  const body = '{"number": 1}';
  const authorization = `Host: x\r\nAuthorization: Bearer ${keys.till}\r\n`;
  const posted = await exchange(
    `POST /v1/quotes HTTP/1.1\r\n${authorization}${h2c}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    /requestId/,
  );
  t.match(posted, /^HTTP\/1.1 422 /);
  t.match(posted, /invalid_request/);
  t.match(await exchange(`GET /health/live HTTP/1.1\r\nHost: x\r\n${h2c}\r\n`, /live|ok/), /^HTTP\/1.1 200 /);
  const toElsewhere = `GET /v1/stores HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
  t.match(await exchange(toElsewhere, /requestId/), /^HTTP\/1.1 401 /, 'no socket but the till’s');
});

t.test('a client that breaks off while it is looked at, and one that sends with its handshake', async (t) => {
  const handshake = (more: string) =>
    `GET /v1/till HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: tillgate.json\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
  for (let round = 0; round < 50; round += 1) {
    const { secret } = await createKey(database, { role: 'till', till: 't2' });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    // The key is looked up in Postgres meanwhile.
    socket.write(handshake(`Authorization: Bearer ${secret}\r\n`), () => socket.resetAndDestroy());
    await once(socket, 'close');
  }
  t.ok(await noneLeft());
  const frame = Buffer.from('{"id":1,"op":"ping"}');
  // A masked text frame whose mask is zero.
  const message = Buffer.concat([Buffer.from([0x81, 0x80 | frame.length, 0, 0, 0, 0]), frame]);
  const early = Buffer.concat([Buffer.from(handshake(`Authorization: Bearer ${keys.till}\r\n`)), message]);
  t.match(await exchange(early, /"status":200/), /"id":1,"status":200/, 'what comes with the handshake is read');
});

t.test('the first of the client’s subprotocols that is spoken here; a shop and an admin for a till', async (t) => {
  const both = new WebSocket(`ws://127.0.0.1:${port}/v1/till`, ['mqtt', 'tillgate.msgpack', 'tillgate.json'], {
    headers: { authorization: `Bearer ${keys.till}` },
  });
  await once(both, 'open');
  t.equal(both.protocol, 'tillgate.msgpack');
  both.close();
  await once(both, 'close');
  for (const [secret, till] of [
    [keys.shop, 't1'],
    [keys.admin, 't3'],
    [keys.till, 't1'],
  ] as const) {
    const client = await connectTill({ address, secret, till });
    t.match(await client.call('ping'), { status: 200 });
    const other = await client.call('cancel', { number: '1', till: 't2' });
    t.match(other, { status: 403, body: { code: 'till_mismatch', errors: [{ path: '/till' }] } });
    t.match(await client.close(), { code: 1005 });
  }
});

t.test('while it drains there is no new socket', async (t) => {
  gateway.parts.lifecycle.draining = true;
  t.match(await refusalOf({ address, secret: keys.till }), {
    status: 503,
    body: { code: 'draining', retryable: true },
  });
  gateway.parts.lifecycle.draining = false;
  t.ok(await noneLeft());
});

/** Sends, and resolves with what came when `enough` of it has, or the other side closes. */
function exchange(sent: string | Buffer, enough?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      received += text;
      if (enough?.test(received)) socket.destroy();
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    socket.setTimeout(60_000, () => socket.destroy(new Error(`nothing for 60 s after ${received}`)));
  });
}
