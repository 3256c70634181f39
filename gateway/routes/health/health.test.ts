import { Ajv } from 'ajv';
import t from 'tap';
import { WireReceipt } from '../../contract/receipt.ts';
import { formats } from '../../plugins/validation/formats.ts';
import { testGateway } from '../../testing/test-gateway.ts';

const well = { name: 'postgres', required: true, check: async () => {} };
const failing = (name: string, required: boolean) => ({
  name,
  required,
  check: async () => {
    throw new Error(`${name} is away`);
  },
});

t.test('ready, degraded, unready', async (t) => {
  const checks = [well];
  const { call, parts } = await testGateway(t, { checks });
  const ask = () => call('GET /health/ready', { as: null });
  t.match(await ask(), { status: 200, body: { status: 'ready', checks: { postgres: { ok: true } } } });
  checks.push(failing('redis', false));
  t.match(await ask(), {
    status: 200,
    body: { status: 'degraded', checks: { postgres: { ok: true }, redis: { ok: false, reason: 'redis is away' } } },
  });
  checks.push(failing('migrations', true));
  t.match(await ask(), {
    status: 503,
    body: {
      code: 'unavailable',
      errors: [
        { path: 'redis', message: 'redis is away' },
        { path: 'migrations', message: 'migrations is away' },
      ],
    },
  });
  checks.splice(1, 2, { name: 'slow', required: false, check: () => new Promise(() => {}) });
  t.match((await ask()).body.checks.slow, { ok: false, reason: 'no answer within 2000 ms' });
  t.equal(parts.checks, checks);
  t.strictSame((await call('GET /health/live', { as: null })).body, { status: 'live' });
});

t.test('metrics', async (t) => {
  const { call, parts } = await testGateway(t);
  parts.metrics.receipt('sale', 'committed');
  parts.metrics.batch('commit', 3);
  parts.metrics.committed(0.004);
  parts.metrics.committer('retried', 1);
  let waiting = 7;
  parts.metrics.watch('evaluations_waiting', 'Receipts that wait for a worker', () => waiting);
  await call('GET /v1/stores/s1');
  await call('GET /v1/stores/nobody');
  await call('GET /nowhere/at/all');
  const read = async () => (await call('GET /metrics', { as: null })).body as string;
  const text = await read();
  for (const line of [
    'tillgate_request_seconds_count{method="GET",route="/v1/stores/:code",status="200",code="ok"} 1',
    'tillgate_request_seconds_count{method="GET",route="/v1/stores/:code",status="404",code="store_not_found"} 1',
    'tillgate_request_seconds_count{method="GET",route="none",status="404",code="route_not_found"} 1',
    'tillgate_receipts_total{kind="sale",outcome="committed"} 1',
    'tillgate_batch_size_sum{of="commit"} 3',
    'tillgate_committer_events_total{event="retried"} 1',
    'tillgate_evaluations_waiting 7',
    'process_cpu_seconds_total',
  ]) {
    t.ok(text.includes(line), line);
  }
  waiting = 0;
  t.ok((await read()).includes('tillgate_evaluations_waiting 0'));
});

t.test('the OpenAPI document and its page', async (t) => {
  const { app } = await testGateway(t);
  const page = await app.inject('/docs/');
  t.equal(page.statusCode, 200);
  t.match(page.body, /swagger/i);
  const policy = String(page.headers['content-security-policy']);
  t.match(policy, /script-src 'self'/);
  t.notMatch(policy, /upgrade-insecure-requests|https:/);
  for (const asset of [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((found) => String(found[1]))) {
    const url = new URL(asset, 'http://localhost/docs/');
    t.equal(url.host, 'localhost', asset);
    t.equal((await app.inject(url.pathname)).statusCode, 200, asset);
  }
  t.notMatch(page.body, /<script>[^<]/, 'no script that its policy forbids');
  const document = (await app.inject('/docs/json')).json();
  t.equal(document.openapi, '3.1.0');
  for (const name of ['Problem', 'Receipt', 'Quote', 'Member', 'Store', 'SavedVersion']) {
    t.ok(name in document.components.schemas, name);
  }
  const quote = document.paths['/v1/quotes'].post;
  t.strictSame(quote.requestBody.content['application/json'].schema, { $ref: '#/components/schemas/Receipt' });
  t.strictSame(quote.security, [{ key: [] }]);
  t.match(quote.responses['422'].content['application/problem+json'].schema, { $ref: '#/components/schemas/Problem' });
  const [example] = document.components.schemas.Receipt.examples;
  const validate = new Ajv({ strict: false, formats });
  t.ok(validate.validate(WireReceipt, example), `a first quote to try: ${validate.errorsText()}`);
  const refs = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  for (const name of new Set([...refs].map((found) => String(found[1]))))
    t.ok(name in document.components.schemas, name);
});
