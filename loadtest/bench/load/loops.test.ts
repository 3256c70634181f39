/** The generator's loops against a server that does what the test wants. */
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createRawServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { loopByAutocannon } from './autocannon-loop.ts';
import { Connection } from './connection.ts';
import { loopByLines } from './line-loop.ts';
import { OpenLoop } from './open-loop.ts';
import { createReceipts } from './receipts.ts';
import { Tally } from './tally.ts';
import { orderFor } from './testing/order-for.ts';

interface Seen {
  readonly key: string | undefined;
  readonly number: string;
}

/** Answers 201, or what `answer` says for the n-th request, from 1. */
async function server(
  t: Pick<Test, 'teardown'>,
  answer: (ordinal: number) => Promise<[number, string]> | [number, string],
) {
  const seen: Seen[] = [];
  const listening = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      seen.push({ key: request.headers.authorization, number: JSON.parse(body).number });
      const [status, text] = await answer(seen.length);
      response.writeHead(status, { 'content-length': text.length }).end(text);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { seen, url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

for (const [name, loop] of [
  ['autocannon', loopByAutocannon],
  ['sockets', loopByLines],
] as const) {
  t.test(`${name}: every request another receipt, each connection one till's, all of them counted`, async (t) => {
    const { url, seen } = await server(t, () => [201, '{}']);
    const tally = new Tally('commits');
    const order = orderFor(url);
    tally.open();
    const running = loop(order, createReceipts(order), tally);
    while (seen.length < 200 && !tally.faulty) await sleep(5);
    tally.close();
    const cutOff = await running.stop();
    const { sent, statuses, faults, replies, latency } = tally.result();
    t.equal(new Set(seen.map(({ number }) => number)).size, seen.length);
    t.same(new Set(seen.map(({ key }) => key)), new Set(['Bearer first', 'Bearer second']));
    t.same(faults, []);
    t.equal(
      sent,
      (statuses['201'] ?? 0) + cutOff.length,
      'what was sent was answered, or is known to have been cut off',
    );
    t.ok(replies >= 190 && latency.p50 > 0 && latency.max >= latency.p50);
  });

  t.test(`${name}: a reply that is not as it should be is kept in its own words`, async (t) => {
    const { url } = await server(t, (n) => (n === 20 ? [409, '{"code":"insufficient_points"}'] : [201, '{}']));
    const tally = new Tally('commits');
    const order = orderFor(url);
    const running = loop(order, createReceipts(order), tally);
    while (!tally.faulty) await sleep(5);
    await running.stop();
    const { faults, statuses } = tally.result();
    t.match(faults[0], /insufficient_points/);
    t.equal(statuses['409'], 1);
  });
}

t.test(
  'the open loop sends at its rate whatever the server does, and charges a stall with everybody who waited',
  async (t) => {
    // The clock is the test's: a millisecond passes whenever the loop looks whether it shall go on.
    let now = performance.now();
    t.capture(performance, 'now', () => now);
    const endsAt = now + 1_000;
    const stallMs = 400;
    let stalledUntil = 0;
    const { url, seen } = await server(t, async (n) => {
      // From the 50th on nobody is answered for a while.
      if (n === 50) stalledUntil = now + stallMs;
      while (now < stalledUntil) await sleep(1);
      return [201, '{}'];
    });
    const tally = new Tally('commits');
    const order = { ...orderFor(url), rate: 500 };
    tally.open();
    await new OpenLoop(order, createReceipts(order), tally).run(() => {
      now += 1;
      return now > Math.max(endsAt, stalledUntil);
    });
    tally.close();
    const { sent, statuses, latency, faults } = tally.result();
    t.same(faults, []);
    // Four connections that wait for their replies would have sent some three hundred in all.
    t.ok(sent >= 500, `${sent} were sent, of 500 that were due`);
    t.equal(statuses['201'], sent);
    t.equal(seen.length, sent);
    t.ok(latency.max >= stallMs * 0.9, `the longest wait was ${latency.max} ms`);
    // 40% of all were due during the stall and waited half of it on average; a closed loop would have sent four.
    t.ok(latency.p90 >= stallMs * 0.5, `p90 ${latency.p90} ms`);
  },
);

t.test('a rate that nobody can keep up with is called off', async (t) => {
  const { url } = await server(t, async () => {
    await sleep(2_000);
    return [201, '{}'];
  });
  const tally = new Tally('commits');
  const order = { ...orderFor(url), rate: 20_000 };
  const began = performance.now();
  const loop = new OpenLoop(order, createReceipts(order), tally, { connectionsAtMost: 2, backlogSeconds: 0.2 });
  await loop.run(() => performance.now() - began > 30_000);
  t.match(tally.result().faults, [/0\.2 s behind with 20000 requests a second: the rate is too high/]);
});

t.test('a connection that ends without a reply is a fault that says so, at once and later', async (t) => {
  const { url, seen } = await server(t, () => new Promise(() => {}));
  const tally = new Tally('commits');
  const connection = new Connection(orderFor(url), 0, tally);
  const statuses: (number | undefined)[] = [];
  const sent = new Promise<void>((resolve) => {
    connection.send('{"number":"1"}', (status) => {
      statuses.push(status);
      resolve();
    });
  });
  while (seen.length === 0) await sleep(5);
  connection.close();
  await sent;
  connection.send('{"number":"2"}', (status) => statuses.push(status));
  t.same(statuses, [undefined, undefined]);
  t.match(tally.result().faults, [/no reply: the connection was closed/, /no reply: the connection was closed/]);
});

t.test('a reply that comes in pieces, or without its length', async (t) => {
  const replies = ['HTTP/1.1 2', '01 Created\r\nContent-Le', 'ngth: 10\r\n\r\n01234', '56789'];
  const listening = createRawServer((socket) => {
    let requests = 0;
    socket.on('data', async () => {
      requests += 1;
      if (requests === 2) socket.write('HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n');
      else
        for (const part of replies) {
          socket.write(part);
          await sleep(20);
        }
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.teardown(() => listening.close());
  const tally = new Tally('commits');
  const order = orderFor(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
  const connection = new Connection(order, 0, tally);
  const send = () => new Promise<number | undefined>((resolve) => connection.send('{}', resolve));
  t.equal(await send(), 201);
  t.same(tally.result().faults, []);
  t.equal(await send(), undefined);
  t.match(tally.result().faults, [/a reply without a length/]);
});
