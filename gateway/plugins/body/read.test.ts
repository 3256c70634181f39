import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import t from 'tap';
import { refuse } from '../../contract/errors.ts';
import { errors } from '../errors.ts';
import { bodies } from './parser.ts';

t.test('a body is the same whatever pieces it comes in, and whenever it is asked for', async (t) => {
  const app = fastify({ bodyLimit: 100_000 });
  app.register(errors);
  app.register(bodies);
  // As access does: what came with the headers has been read by then.
  app.addHook('onRequest', async () => {});
  app.post('/', async ({ body }) => ({ got: body ?? 'nothing' }));
  app.post('/refused', () => refuse('member_not_found', 'Nobody.'));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(async () => {
    agent.destroy();
    await app.close();
  });
  /** In one piece with the headers unless there are several. */
  const send = (pieces: readonly string[], headers: Record<string, string | number> = {}) =>
    new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const type = { 'content-type': 'application/json' };
      const sent = request({ port, method: 'POST', agent, headers: { ...type, ...headers } }, async (reply) => {
        let text = '';
        for await (const chunk of reply) text += chunk;
        resolve({ status: reply.statusCode, text });
      });
      sent.on('error', reject);
      void (async () => {
        for (const [index, piece] of pieces.entries()) {
          if (index > 0) await sleep(20);
          if (index < pieces.length - 1) sent.write(piece);
          else sent.end(piece);
        }
      })();
    });
  const got = (value: unknown) => ({ status: 200, text: JSON.stringify({ got: value }) });

  t.same(await send(['{"a":"ж"}']), got({ a: 'ж' }));
  t.same(await send(['{"a":', '"b"}']), got({ a: 'b' }), 'chunked');
  t.same(await send(['{"a":', '"b"}'], { 'content-length': 9 }), got({ a: 'b' }), 'announced');
  t.same(await send([''], { 'content-length': 0 }), got('nothing'));
  const long = 'x'.repeat(90_000);
  t.same(await send([JSON.stringify(long)]), got(long), 'more than a socket gives at once');
  t.match(await send([JSON.stringify('x'.repeat(100_000))]), { status: 413, text: 'body_too_large' });
  t.match(await send(['"', 'x'.repeat(60_000), 'x'.repeat(60_000)]), { status: 413, text: 'body_too_large' });
  t.match(await send(['"', '\u0000']), { status: 400, text: 'malformed_body' });
  const refused = await fetch(`http://127.0.0.1:${port}/refused`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  t.same([refused.status, refused.headers.get('connection')], [404, 'keep-alive'], 'nothing of it is still to come');
  const short = { 'content-type': 'application/json', 'content-length': '9' };
  const injected = await app.inject({ method: 'POST', url: '/', payload: '{}', headers: short });
  t.match(injected.json(), { code: 'malformed_body' }, 'not as long as it says');
});
