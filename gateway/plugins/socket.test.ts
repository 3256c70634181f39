/** What does not come as a well-behaved client sends it: over a real socket. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { type TestGateway, testGateway } from '../testing/test-gateway.ts';

/** Sends bytes, and resolves with what came back when the other side closes. */
function exchange(port: number, ...sent: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of sent) socket.write(part);
    });
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      received += text;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
    socket.setTimeout(60_000, () => socket.destroy(new Error(`nothing for 60 s after ${received}`)));
  });
}

async function listening(gateway: TestGateway): Promise<number> {
  await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  return (gateway.app.server.address() as { port: number }).port;
}

const head = (authorization: string, more = '') =>
  `POST /v1/quotes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${authorization}\r\nContent-Type: application/json\r\nConnection: close\r\n${more}`;

t.test('hostile sockets', async (t) => {
  const gateway = await testGateway(t);
  const { keys, app } = gateway;
  const port = await listening(gateway);
  type Row = readonly [name: string, sent: readonly (string | Buffer)[], status: number, code: string];
  const table: readonly Row[] = [
    ['not HTTP', ['hello\r\n\r\n'], 400, 'malformed_request'],
    ['TLS on a plain port', [Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])], 400, 'malformed_request'],
    ['a header of 20 KiB', [head(keys.till, `X-Long: ${'x'.repeat(20_000)}\r\n\r\n`)], 431, 'headers_too_large'],
    ['two lengths', [head(keys.till, 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}')], 400, 'malformed_request'],
    [
      'a length and chunks (request smuggling)',
      [head(keys.till, 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')],
      400,
      'malformed_request',
    ],
    ['a promise of 2 MiB', [head(keys.till, 'Content-Length: 2097152\r\n\r\n{')], 413, 'body_too_large'],
    [
      '2 MiB without a promise',
      [head(keys.till, 'Transfer-Encoding: chunked\r\n\r\n'), ...Array(33).fill(`10000\r\n${' '.repeat(65_536)}\r\n`)],
      413,
      'body_too_large',
    ],
    ['no key: the body is not waited for', [head('wrong', 'Content-Length: 1000000\r\n\r\n')], 401, 'unauthenticated'],
    ['deep nesting', [sized(keys.till, `${'['.repeat(100_000)}${']'.repeat(100_000)}`)], 422, 'invalid_request'],
    [
      'deep nesting of objects',
      [sized(keys.till, `${'{"lines":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
      422,
      'invalid_request',
    ],
    [
      'a deep attribute',
      [sized(keys.till, `{"attributes":{"a":"\\u0041","b":${'['.repeat(90_000)}${']'.repeat(90_000)}}}`)],
      422,
      'invalid_request',
    ],
  ];
  for (const [name, sent, status, code] of table) {
    const reply = await exchange(port, ...sent);
    t.match(reply, new RegExp(`^HTTP/1.1 ${status} `), `${name}: ${reply.slice(0, 300)}`);
    t.match(reply, /content-type: application\/problem\+json/i, name);
    t.match(reply, `"code":"${code}"`, name);
  }
  t.equal((await app.inject({ url: '/health/live' })).statusCode, 200, 'and it stands');
});

function sized(key: string, body: string): string {
  return head(key, `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

t.test('slow senders are hung up on', async (t) => {
  const gateway = await testGateway(t, {}, { bodyTimeoutMs: 300 });
  const { server } = gateway.app;
  t.strictSame([server.headersTimeout, server.timeout], [10_000, 60_000]);
  // As app.ts sets it, a hundred times faster.
  server.headersTimeout = 100;
  const port = await listening(gateway);
  const slowHeader = exchange(port, 'POST /v1/quotes HTTP/1.1\r\nHost:');
  const slowBody = exchange(port, head(gateway.keys.till, 'Content-Length: 100\r\n\r\n{'));
  for (const reply of await Promise.all([slowHeader, slowBody])) {
    t.match(reply, /^HTTP\/1.1 408 /);
    t.match(reply, '"code":"request_timeout"');
  }
});

t.test('who is refused in the middle of a body is not listened to any longer', async (t) => {
  const gateway = await testGateway(t);
  const port = await listening(gateway);
  const keepAlive = head('wrong').replace('Connection: close\r\n', '');
  const reply = await exchange(port, `${keepAlive}Content-Length: 1000000\r\n\r\n{`);
  t.match(reply, /^HTTP\/1.1 401 .*connection: close/is);
});

t.test('who goes on sending after its refusal reads it all the same', async (t) => {
  const gateway = await testGateway(t);
  const port = await listening(gateway);
  const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
  // A client that has not heard of the end yet when it writes.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8');
  let received = '';
  socket.on('data', (text) => {
    received += text;
  });
  const ended = once(socket, 'close').then(
    () => 'well',
    (error: Error) => error.message,
  );
  socket.write(head(gateway.keys.till, 'Transfer-Encoding: chunked\r\n\r\n'));
  // Until it is answered, and for as long again.
  let sent = 0;
  for (let atAnswer = 0; !socket.destroyed && (received === '' || sent < 2 * atAnswer); sent += 1) {
    if (received === '') atAnswer = sent;
    socket.write(chunk);
    await turn();
  }
  socket.end('0\r\n\r\n');
  t.equal(await ended, 'well', `it is not cut off: ${sent} pieces`);
  t.match(received, /^HTTP\/1.1 413 .*connection: close/is);
});

t.test('a client that goes away in the middle of its body is forgotten', async (t) => {
  const gateway = await testGateway(t);
  const port = await listening(gateway);
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(head(gateway.keys.till, 'Content-Length: 100\r\n\r\n{'), () => {
        socket.resetAndDestroy();
        resolve();
      });
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.equal((await gateway.app.inject({ url: '/health/live' })).statusCode, 200);
});
