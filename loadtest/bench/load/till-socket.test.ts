/** The generator's WebSocket against the ws library, which knows RFC 6455. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { type WebSocket, WebSocketServer } from 'ws';
import { loopByLines } from './line-loop.ts';
import { OpenLoop } from './open-loop.ts';
import { createReceipts } from './receipts.ts';
import { Tally } from './tally.ts';
import { orderFor } from './testing/order-for.ts';
import { TillSocket } from './till-socket.ts';

const framesFor = (url: string) => orderFor(url, { generator: 'frames', connections: 2 });

interface Frame {
  readonly id: number;
  readonly op: string;
  readonly body: { readonly number: string };
}

/** Does with each frame what `answer` does. */
async function tills(t: Pick<Test, 'teardown'>, answer: (socket: WebSocket, frame: Frame) => void) {
  const keys: (string | undefined)[] = [];
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/v1/till', handleProtocols: () => 'tillgate.json' });
  sockets.on('connection', (socket, request) => {
    keys.push(request.headers.authorization);
    socket.on('message', (data) => answer(socket, JSON.parse(String(data))));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    sockets.close();
    for (const socket of sockets.clients) socket.terminate();
    http.close();
  });
  return { keys, sockets, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

const reply = (status: number, body: object) => JSON.stringify({ id: 1, status, body });
const send = (line: TillSocket, body: string) => new Promise<number | undefined>((resolve) => line.send(body, resolve));

t.test('one frame after another, of any length, between pushes and pings', async (t) => {
  const frames: Frame[] = [];
  let pongs = 0;
  const { url } = await tills(t, (socket, frame) => {
    frames.push(frame);
    socket.on('pong', () => {
      pongs += 1;
    });
    socket.ping('are you there');
    socket.send(JSON.stringify({ event: 'program.published', body: {} }));
    socket.send(reply(201, { pad: 'x'.repeat(frames.length === 1 ? 1 : frames.length === 2 ? 5_000 : 100_000) }));
  });
  const tally = new Tally('commits');
  const line = new TillSocket(framesFor(url), 0, tally);
  t.teardown(() => line.close());
  t.equal(await send(line, '{"number":"1"}'), 201, 'asked before the handshake was done');
  t.equal(await send(line, `{"number":"2","pad":"${'y'.repeat(1_500)}"}`), 201);
  t.equal(await send(line, `{"number":"3","pad":"${'y'.repeat(70_000)}"}`), 201);
  t.same(
    frames.map(({ id, op, body }) => [id, op, body.number]),
    ['1', '2', '3'].map((number) => [1, 'commit', number]),
  );
  while (pongs === 0) await sleep(5);
  t.same(tally.result().faults, []);
});

t.test('what is not as it should be is a fault in its own words', async (t) => {
  const { url } = await tills(t, (socket, { body }) => {
    if (body.number === 'gone') socket.close(4001, 'replaced');
    else socket.send(reply(409, { code: 'insufficient_points' }));
  });
  const tally = new Tally('commits');
  const line = new TillSocket(framesFor(url), 0, tally);
  t.equal(await send(line, '{"number":"1"}'), 409);
  t.equal(await send(line, '{"number":"gone"}'), undefined);
  t.equal(await send(line, '{"number":"late"}'), undefined);
  const { faults } = tally.result();
  t.match(faults[0], /^409 .*insufficient_points/);
  t.match(faults[1], /no reply: closed with 4001 replaced/);
  t.match(faults[2], /no reply: closed with 4001 replaced/);
});

t.test('a handshake that is refused', async (t) => {
  const http = createServer((_, response) => response.writeHead(401).end('{"code":"unauthenticated"}'));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.teardown(() => http.close());
  const tally = new Tally('commits');
  const order = framesFor(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  t.equal(await send(new TillSocket(order, 0, tally), '{}'), undefined);
  t.match(tally.result().faults, [/the handshake was refused:\nHTTP\/1\.1 401/]);
});

t.test('both loops: no till has two sockets', async (t) => {
  const { url, keys } = await tills(t, (socket) => socket.send(reply(201, {})));
  for (const rate of [undefined, 200]) {
    const order = { ...framesFor(url), ...(rate !== undefined && { rate }) };
    const tally = new Tally('commits');
    keys.length = 0;
    tally.open();
    if (rate === undefined) {
      const loop = loopByLines(order, createReceipts(order), tally);
      while (tally.answered < 100 && !tally.faulty) await sleep(5);
      await loop.stop();
    } else await new OpenLoop(order, createReceipts(order), tally).run(() => tally.answered >= 100 || tally.faulty);
    const { faults, statuses, sent } = tally.result();
    t.same(faults, []);
    t.equal(statuses['201'], sent);
    t.ok(keys.length === new Set(keys).size && keys.length > 0, `${keys}`);
  }
});
