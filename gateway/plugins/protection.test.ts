import fastify from 'fastify';
import t from 'tap';
import { until } from '../../ledger/testing/until.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { errors } from './errors.ts';
import { protection } from './protection.ts';

t.test('while it drains, work is refused and health is told', async (t) => {
  const lifecycle = { draining: false };
  const { call } = await testGateway(t, { lifecycle });
  t.equal((await call('GET /v1/stores')).status, 200);
  lifecycle.draining = true;
  t.match(await call('GET /v1/stores'), {
    status: 503,
    body: { code: 'draining', retryable: true },
    headers: { 'retry-after': '1', connection: 'close' },
  });
  t.match(await call('GET /health/ready', { as: null }), { status: 503, body: { code: 'draining' } });
  t.equal((await call('GET /health/live', { as: null })).status, 200);
  t.equal((await call('GET /metrics', { as: null })).status, 200);
});

t.test('while its event loop is behind, work is refused and health is not', async (t) => {
  const app = fastify();
  app.register(errors);
  app.register(protection, { lifecycle: { draining: false }, maxEventLoopDelayMs: 100, sampleMs: 2_000 });
  app.register(async (scope) => {
    scope.get('/v1/work', { config: { call: 'quotes.create' } }, async () => 'done');
    scope.get('/health', { config: { call: 'public' } }, async () => 'well');
  });
  t.teardown(() => app.close());
  await app.ready();
  const work = () => app.inject('/v1/work');
  const isTaken = async () => (await work()).statusCode === 200;
  await until(isTaken);
  const refused = await until(async () => {
    // Several in a sample: one that has none of it in full says nothing.
    const stalled = performance.now() + 400;
    while (performance.now() < stalled);
    const reply = await work();
    return reply.statusCode !== 200 && reply;
  });
  t.match(refused.json(), { code: 'overloaded', retryable: true });
  t.match(refused, { statusCode: 503, headers: { 'retry-after': '1' } });
  t.equal((await app.inject('/health')).statusCode, 200);
  await until(isTaken);
});

t.test('headers', async (t) => {
  const { call } = await testGateway(t);
  for (const name of ['GET /v1/stores', 'GET /health/live', 'GET /nowhere']) {
    const { headers } = await call(name);
    t.match(
      headers,
      {
        'content-security-policy': /default-src 'none'/,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'x-request-id': /./,
      },
      name,
    );
    t.notOk('x-frame-options' in headers, `${name}: it is no page`);
  }
  t.match(
    (await call('GET /docs/static/index.html')).headers,
    {
      'content-security-policy': /script-src 'self'/,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'x-request-id': /./,
    },
    'a page has all of helmet',
  );
});
