/** The client against a server that answers what it is told to, one script a test. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { type Client, createClient, GatewayLost, NotAllowed } from './client.ts';

type Step = (response: ServerResponse) => void;

const reply =
  (status: number, body: unknown, headers: Record<string, string> = {}): Step =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (status: number, code: string, retryable = false, headers: Record<string, string> = {}) =>
  reply(status, { code, status, title: code, detail: 'because', retryable }, headers);
const hangUp: Step = (response) => response.destroy();
const halfReply: Step = (response) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"a":');
  setTimeout(() => response.destroy(), 2);
};
const silence: Step = () => {};
const created = reply(201, { id: 'r' });

async function scripted(
  test: Tap,
  steps: readonly Step[],
  options: { retryForMs?: number; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<{ client: Client; seen: string[] }> {
  const seen: string[] = [];
  const script = [...steps];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { authorization, 'idempotency-key': key } = request.headers;
    seen.push([request.method, request.url, authorization, key, body].filter((part) => part !== undefined).join(' '));
    const step = script.shift();
    if (step === undefined) problem(500, 'the_script_is_over')(response);
    else step(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient({
    url: `http://127.0.0.1:${port}/`,
    key: 'k',
    concurrency: 2,
    retryForMs: 60_000,
    ...options,
  });
  test.teardown(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  return { client, seen };
}
type Tap = Pick<typeof t, 'teardown'>;

const post = { name: 'commit', method: 'POST', path: '/v1/receipts', body: { number: '1' } } as const;

t.test('what may succeed later is sent again, the same', async (t) => {
  const rows: readonly (readonly [string, Step])[] = [
    ['no connection', hangUp],
    ['a reply that breaks off', halfReply],
    ['503', problem(503, 'unavailable', true)],
    ['429', problem(429, 'rate_limited', true)],
    ['a retryable problem', problem(409, 'anything', true)],
    ['a proxy’s own page', (response) => response.writeHead(502).end('<html>')],
  ];
  for (const [name, step] of rows) {
    const { client, seen } = await scripted(t, [step, created]);
    const answer = await client.call({ ...post, idempotencyKey: 'i' });
    t.match(answer, { ok: true, status: 201, body: { id: 'r' }, replayed: false }, name);
    t.same(seen, Array(2).fill('POST /v1/receipts Bearer k i {"number":"1"}'), name);
    t.equal(client.retries(), 1);
  }
});

t.test('no reply in time: likewise', async (t) => {
  // Where this machine itself is slow, a reply may come too late as well.
  const script = [silence, ...Array.from({ length: 20 }, () => created)];
  const { client, seen } = await scripted(t, script, { timeoutMs: 300 });
  t.match(await client.call({ ...post, idempotencyKey: 'i' }), { ok: true, status: 201, body: { id: 'r' } });
  t.ok(client.retries() >= 1);
  t.same(new Set(seen), new Set(['POST /v1/receipts Bearer k i {"number":"1"}']));
});

t.test('an outcome is an outcome', async (t) => {
  const rows: readonly (readonly [Step, object])[] = [
    [reply(200, { id: 'r' }, { 'idempotency-replayed': 'true' }), { ok: true, status: 200, replayed: true }],
    [problem(409, 'return_unmatched'), { ok: false, problem: { code: 'return_unmatched', status: 409 } }],
    [problem(500, 'evaluation_failed'), { ok: false, problem: { code: 'evaluation_failed' } }],
  ];
  for (const [step, expected] of rows) {
    const { client, seen } = await scripted(t, [step]);
    t.match(await client.call(post), expected);
    t.equal(seen.length, 1);
    t.match(client.latencies.percentiles(), { commit: { count: 1 } });
  }
});

t.test('Retry-After is waited for', async (t) => {
  const { client } = await scripted(t, [problem(503, 'overloaded', true, { 'retry-after': '1' }), reply(200, {})]);
  const begun = performance.now();
  await client.call(post);
  t.ok(performance.now() - begun >= 990);
});

t.test('where it ends', async (t) => {
  // The clock stands still but for the hundred milliseconds that each answer takes.
  let now = Date.now();
  t.capture(Date, 'now', () => now);
  const down: Step = (response) => {
    now += 100;
    problem(503, 'draining', true)(response);
  };
  const lost = await scripted(t, Array(10).fill(down), { retryForMs: 250 });
  await t.rejects(lost.client.call(post), {
    name: GatewayLost.name,
    message: /no outcome of commit in .* 503 because/,
  });
  t.equal(lost.seen.length, 3);

  const refused = await scripted(t, [problem(403, 'forbidden')]);
  await t.rejects(refused.client.call(post), { name: NotAllowed.name, message: /forbidden: because/ });

  const stranger = await scripted(t, [(response) => response.writeHead(404).end('nginx')]);
  await t.rejects(stranger.client.call(post), { name: GatewayLost.name, message: /404 is not a gateway's: nginx/ });

  const stop = new AbortController();
  stop.abort();
  const stopped = await scripted(t, [hangUp], { signal: stop.signal });
  await t.rejects(stopped.client.call(post), { name: GatewayLost.name });
});
