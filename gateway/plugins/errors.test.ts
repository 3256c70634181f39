import t from 'tap';
import { errorTable } from '../contract/errors.ts';
import { problemOf } from '../contract/problem.ts';
import { testGateway } from '../testing/test-gateway.ts';

const receipt = (more: object = {}, line: object = {}) => ({
  number: '1',
  businessTime: '2026-11-22T10:30:00+03:00',
  channel: 'pos',
  lines: [{ line: 1, sku: 'a', quantity: 1, unitPrice: 100, ...line }],
  ...more,
});

t.test('a request that cannot be right is refused with its code, its place and what to do', async (t) => {
  const { call } = await testGateway(t);
  type Row = readonly [body: unknown, status: number, code: string, path: string | undefined, message: RegExp];
  const table: readonly Row[] = [
    // What is no JSON.
    ['{"number": "1", }', 400, 'malformed_body', undefined, /line 1, column 17 \(character 16\)/],
    ['{"number": "1"', 400, 'malformed_body', undefined, /ends too early, at line 1, column 15/],
    ['{\n "number": 01}', 400, 'malformed_body', undefined, /"1" where it cannot be, at line 2, column 13|"0" where/],
    ['nonsense', 400, 'malformed_body', undefined, /"n" where it cannot be/],
    ['{"number": NaN}', 400, 'malformed_body', undefined, /"N" where it cannot be/],
    ["{'number': 1}", 400, 'malformed_body', undefined, /"'" where it cannot be/],
    [Buffer.from([0x7b, 0xff, 0x7d]), 400, 'malformed_body', undefined, /not UTF-8/],
    // What must not be in it.
    ['{"__proto__": {"a": 1}}', 422, 'invalid_request', '', /"__proto__"/],
    ['{"\\u005f_proto__": {"a": 1}}', 422, 'invalid_request', '', /"__proto__"/],
    ['{"lines": [{"constructor": {"prototype": {}}}]}', 422, 'invalid_request', '/lines/0', /"constructor"/],
    [receipt({ number: 'a\u0000b' }), 422, 'invalid_request', '/number', /NUL/],
    ['{"number": "\\ud800"}', 422, 'invalid_request', '/number', /surrogate/],
    // Shapes.
    ['', 422, 'invalid_request', '', /must be an object, not n/],
    ['[]', 422, 'invalid_request', '', /must be an object, not a list/],
    ['null', 422, 'invalid_request', '', /must be an object, not null/],
    [receipt({ channel: undefined }), 422, 'invalid_request', '/channel', /is required/],
    [receipt({ chanel: 'pos' }), 422, 'invalid_request', '/chanel', /not a known field; did you mean "channel"\?/],
    [receipt({ 'a/b~c': 1 }), 422, 'invalid_request', '/a~1b~0c', /not a known field$/],
    [receipt({}, { qty: 1 }), 422, 'invalid_request', '/lines/0/qty', /not a known field/],
    [receipt({ channel: 'fax' }), 422, 'invalid_request', '/channel', /"pos".*"kiosk"/],
    [receipt({}, { quantity: '1' }), 422, 'invalid_request', '/lines/0/quantity', /must be a number, not a string/],
    [receipt({}, { quantity: null }), 422, 'invalid_request', '/lines/0/quantity', /must be a number, not null/],
    [receipt({}, { quantity: -1 }), 422, 'invalid_request', '/lines/0/quantity', /at least 0/],
    [receipt({}, { line: 1.5 }), 422, 'invalid_request', '/lines/0/line', /whole number, not a number with decimals/],
    [receipt({}, { discountable: 'yes' }), 422, 'invalid_request', '/lines/0/discountable', /true or false/],
    [receipt({ number: '' }), 422, 'invalid_request', '/number', /must not be empty/],
    [receipt({ number: 'x'.repeat(65) }), 422, 'invalid_request', '/number', /at most 64 characters/],
    [receipt({ businessTime: '2026-11-22' }), 422, 'invalid_request', '/businessTime', /a time with an offset/],
    [
      receipt({ businessTime: '2026-11-22T10:30:00' }),
      422,
      'invalid_request',
      '/businessTime',
      /a time with an offset/,
    ],
    [
      receipt({ businessTime: '2026-02-30T10:30:00Z' }),
      422,
      'invalid_request',
      '/businessTime',
      /a time with an offset/,
    ],
    ...['1900-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01'].map(
      (businessTime): Row => [
        receipt({ businessTime }),
        422,
        'invalid_request',
        '/businessTime',
        /a time with an offset/,
      ],
    ),
    [receipt({ businessDay: '2026-13-01' }), 422, 'invalid_request', '/businessDay', /a date like/],
    [receipt({ member: {} }), 422, 'invalid_request', '/member', /exactly one of card, phone, id/],
    [receipt({ member: { card: 'a', phone: '+79161234567' } }), 422, 'invalid_request', '/member', /exactly one/],
    [receipt({ member: { id: '7' } }), 422, 'invalid_request', '/member/id', /a UUID/],
    [receipt({ redeem: [{ points: 'all' }] }), 422, 'invalid_request', '/redeem/0/points', /a whole number or "max"/],
    [receipt({ redeem: [{ points: -1 }] }), 422, 'invalid_request', '/redeem/0/points', /at least 0/],
    [receipt({ coupons: ['a', 'a'] }), 422, 'invalid_request', '/coupons', /twice/],
    [
      receipt({ attributes: { a: [1] } }),
      422,
      'invalid_request',
      '/attributes/a',
      /a string or a number or true or false/,
    ],
    [receipt({ attributes: { a: 'x'.repeat(257) } }), 422, 'invalid_request', '/attributes/a', /at most 256/],
    [
      receipt({ attributes: { ['x'.repeat(65)]: 1 } }),
      422,
      'invalid_request',
      `/attributes/${'x'.repeat(65)}`,
      /a name that must have at most 64/,
    ],
    // Limits with a code of their own.
    [receipt({}, { amount: 900_000_000_001 }), 422, 'amount_too_large', '/lines/0/amount', /at most 900000000000/],
    [receipt({}, { amount: -900_000_000_001 }), 422, 'amount_too_large', '/lines/0/amount', /at least -900000000000/],
    [
      `{"number":"1","lines":[{"line":1,"sku":"a","quantity":1,"unitPrice":1e400}]}`,
      422,
      'invalid_request',
      undefined,
      /./,
    ],
    [
      receipt({
        lines: Array.from({ length: 2_001 }, (_, at) => ({ line: at + 1, sku: 'a', quantity: 1, unitPrice: 1 })),
      }),
      422,
      'too_many_lines',
      '/lines',
      /at most 2000/,
    ],
    [`"${'x'.repeat(1_048_576)}"`, 413, 'body_too_large', undefined, /./],
  ];
  for (const [body, status, code, path, message] of table) {
    const reply = await call('POST /v1/quotes', { body, headers: { 'x-request-id': 'row-1' } });
    const name = `${JSON.stringify(body)}`.slice(0, 80);
    t.equal(reply.status, status, `${name}: ${JSON.stringify(reply.body)}`);
    const { errors, ...problem } = reply.body;
    t.strictSame(problem, {
      type: `urn:tillgate:error:${code}`,
      title: errorTable[code as keyof typeof errorTable].title,
      status,
      code,
      detail: problem.detail,
      retryable: false,
      requestId: 'row-1',
    });
    if (path !== undefined) t.equal(errors?.[0]?.path, path, name);
    t.match(errors?.[0]?.message ?? problem.detail, message, name);
    t.match(reply.headers['content-type'], /^application\/problem\+json/);
  }
});

t.test('routes, methods, types and headers', async (t) => {
  const { call } = await testGateway(t);
  type Row = readonly [request: string, headers: Record<string, string>, status: number, code: string, sent?: object];
  const table: readonly Row[] = [
    ['GET /nowhere', {}, 404, 'route_not_found'],
    ['GET /v1/quotes/7', {}, 404, 'route_not_found'],
    ['GET /v1/quotes', {}, 405, 'method_not_allowed', { allow: 'POST' }],
    ['PUT /v1/members/7', {}, 405, 'method_not_allowed', { allow: 'GET, HEAD, PATCH' }],
    ['POST /v1/programs/main/versions/1', {}, 405, 'method_not_allowed', { allow: 'GET, HEAD' }],
    ['GET /v1/members/%zz', {}, 404, 'route_not_found'],
    ['GET /v1/stores/a%00b', {}, 422, 'invalid_request'],
    [`GET /v1/stores/${'a'.repeat(700)}`, {}, 404, 'route_not_found'],
    ['POST /v1/quotes', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['POST /v1/quotes', { 'content-type': 'application/yaml' }, 415, 'unsupported_media_type'],
    ['POST /v1/stores', { 'idempotency-key': 'x'.repeat(256) }, 422, 'idempotency_key_invalid'],
    ['POST /v1/stores', { 'idempotency-key': 'две' }, 422, 'idempotency_key_invalid'],
    ['GET /v1/stores?limit=0', {}, 422, 'invalid_request'],
    ['GET /v1/stores?limit=ten', {}, 422, 'invalid_request'],
    ['GET /v1/stores?limit=1&limit=2', {}, 422, 'invalid_request'],
  ];
  for (const [request, headers, status, code, sent] of table) {
    const body = request.startsWith('POST') ? '{"code":"s9","timezone":"UTC","programme":"main"}' : undefined;
    const reply = await call(request, { headers, body });
    t.equal(reply.status, status, `${request} ${JSON.stringify(headers)}: ${JSON.stringify(reply.body)}`);
    t.equal(reply.body.code, code, request);
    if (sent !== undefined) t.match(reply.headers, sent, request);
  }
});

t.test('who asks', async (t) => {
  const { call, keys } = await testGateway(t);
  const table: readonly [authorization: string | undefined, status: number][] = [
    [undefined, 401],
    ['', 401],
    ['Bearer', 401],
    ['Bearer  ', 401],
    ['Bearer wrong', 401],
    [`Bearer ${keys.admin} more`, 401],
    [`Basic ${keys.admin}`, 401],
    [`Bearer ${keys.admin}x`, 401],
    [`Bearer ${keys.admin}`, 200],
    [`bearer   ${keys.admin}`, 200],
  ];
  for (const [authorization, status] of table) {
    const headers = authorization === undefined ? {} : { authorization };
    const reply = await call('GET /v1/stores', { as: null, headers });
    t.equal(reply.status, status, String(authorization));
    if (status === 401)
      t.match(reply, { body: { code: 'unauthenticated' }, headers: { 'www-authenticate': 'Bearer' } });
  }
});

t.test('request ids', async (t) => {
  const { call } = await testGateway(t);
  for (const [given, taken] of [
    ['abc-1.2:3_4', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['a b', false],
    ['', false],
  ] as const) {
    const reply = await call('GET /nowhere', { headers: { 'x-request-id': given } });
    t.equal(reply.headers['x-request-id'] === given, taken, given);
    t.equal(reply.body.requestId, reply.headers['x-request-id']);
  }
});

t.test('faults', async (t) => {
  const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
  const table: readonly [unknown, number, string][] = [
    [new Error('secret of ours'), 500, 'internal_error'],
    ['not even an error', 500, 'internal_error'],
    [refused, 503, 'unavailable'],
    [Object.assign(new Error('x'), { code: '57P01' }), 503, 'unavailable'],
    [Object.assign(new Error('x'), { code: '08006' }), 503, 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 503, 'unavailable'],
    [new Error('timeout exceeded when trying to connect'), 503, 'unavailable'],
    [new Error('wrapped', { cause: new AggregateError([refused]) }), 503, 'unavailable'],
  ];
  let fault: unknown;
  const logged: unknown[] = [];
  const log = {
    level: 'silent',
    debug() {},
    trace() {},
    info() {},
    fatal() {},
    silent() {},
    child: () => log,
    ...{ error: keep, warn: keep },
  };
  function keep(said: unknown) {
    logged.push(said);
  }
  const directory = { till: () => Promise.reject(fault) };
  const { call } = await testGateway(t, { log: log as never, directory: directory as never });
  for (const [error, status, code] of table) {
    fault = error;
    logged.length = 0;
    const reply = await call('POST /v1/quotes', { as: 'till', body: receipt() });
    t.equal(reply.status, status, String(error));
    t.equal(reply.body.code, code);
    t.equal(reply.body.retryable, status === 503);
    if (status === 503) t.equal(reply.headers['retry-after'], '1');
    t.notMatch(JSON.stringify(reply.body), /secret|ECONN|57P01|terminated|wrapped/);
    t.equal(logged.length, 1, 'it is in the log');
  }
});

t.test('every code makes a problem', async (t) => {
  for (const code of Object.keys(errorTable) as (keyof typeof errorTable)[]) {
    const { status } = errorTable[code];
    t.ok(status >= 400 && status < 600, code);
    t.match(problemOf({ code, detail: 'd' }, 'r'), { code, status, detail: 'd', requestId: 'r' });
  }
});
