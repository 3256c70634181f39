/** Lists, segments and personal prices: uploaded, followed by every gateway, and told to rules. */
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { readReceipts } from '../../../ledger/receipts/read.ts';
import { pruneReference } from '../../../ledger/reference/prune.ts';
import { until } from '../../../ledger/testing/until.ts';
import type { EvaluationInput } from '../../../rules/model/evaluation.ts';
import { receipt } from '../../testing/receipts.ts';
import { type Reply, type StartedGateway, startGateway } from '../../testing/start-gateway.ts';

const programme = `
program: { code: main, currency: RUB, timezone: Europe/Moscow }
points: { attachDays: 14 }
lists: { own: [butter] }
groups:
  - code: kinds
    type: price
    rules:
      - { code: season-20, items: { list: [season, own] }, do: { percent_off: { percent: 20 } } }
      - { code: parents-15, segments: [young-parents], items: { category: nappies }, do: { percent_off: { percent: 15 } } }
      - code: many-winter-goods
        when: 'items({list: "winter"}).quantity >= 2 && !("rich" in member.segments)'
        items: { list: winter }
        do: { amount_off: { amount: 100, per: unit } }
  - code: personal
    type: price
    rules:
      - { code: february, do: { personal_price: { list: february } } }
  - code: earning
    type: points
    rules:
      - { code: season-points, items: { list: season }, do: { earn_percent: { percent: 10 } } }
      - { code: students, segments: [students], do: { earn_percent: { percent: 10 } } }
`;

const csv = { 'content-type': 'text/csv' };
const anna = { member: { card: 'anna' } };
const line = (line: number, sku: string, unitPrice: number, more = {}) => ({
  line,
  sku,
  quantity: 1,
  unitPrice,
  ...more,
});

async function put(
  gateway: StartedGateway,
  path: string,
  rows: string,
  more: Record<string, string> = {},
): Promise<Reply> {
  return gateway.call('marketer', `PUT /v1/${path}`, rows, { ...csv, ...more });
}

async function discounts(gateway: StartedGateway, lines: object[], more: object = anna): Promise<number[]> {
  const { status, body, text } = await gateway.call(
    't1',
    'POST /v1/quotes',
    receipt('q', gateway.time(), { lines, ...more }),
  );
  if (status !== 200) throw new Error(text);
  return body.lines.map(({ discount }: { discount: number }) => discount);
}

/** News travels within milliseconds; a machine that is busy may need longer. */
async function soon(t: Test, what: string, holds: () => Promise<boolean>): Promise<void> {
  await until(holds);
  t.pass(what);
}

t.test('a list of goods', async (t) => {
  const gateway = await startGateway(t, { programme });
  const other = await startGateway(t, { programme, beside: gateway });
  const goods = [line(1, 'sledge', 1000), line(2, 'butter', 500), line(3, 'skates', 3000)];
  t.strictSame(await discounts(gateway, goods), [0, 100, 0], 'nobody has uploaded it');

  const first = await put(gateway, 'lists/season', 'sku\nsledge\nskates\nsledge\n');
  t.match(first, { status: 201, body: { code: 'season', version: 1, rows: 3, count: 2, unknown: { count: 0 } } });
  t.strictSame(await discounts(gateway, goods), [200, 100, 600], 'at once, where it was uploaded');
  await soon(t, 'and soon everywhere', async () => (await discounts(other, goods))[0] === 200);

  const sale = receipt('sold', gateway.time(), { lines: goods, ...anna });
  const { body: sold } = await gateway.call('t1', 'POST /v1/receipts', sale);
  t.match(sold.lines, [{ discount: 200, earned: 1 }, { discount: 100 }, { discount: 600, earned: 2 }]);
  const anonymous = receipt('anonymous', gateway.time(), { lines: goods });
  const { body: forgotten } = await gateway.call('t1', 'POST /v1/receipts', anonymous);

  t.match(await put(gateway, 'lists/season', 'sku\r\n"ski; long"\r\n'), {
    status: 200,
    body: { version: 2, count: 1 },
  });
  t.strictSame(await discounts(gateway, [...goods, line(4, 'ski; long', 100)]), [0, 100, 0, 20]);
  await soon(t, 'the other follows', async () => (await discounts(other, goods))[0] === 0);

  const [row] = await readReceipts(gateway.pool, [sold.id]);
  const input = JSON.parse(row?.input ?? '') as EvaluationInput;
  t.strictSame(input.references, { lists: { season: 1 }, segments: {}, prices: {} });
  const again = await gateway.parts.evaluator.evaluate(input);
  t.match(again, { ok: true, evaluation: { totals: { discount: 900, earned: sold.totals.earned } } }, 'as it was');
  const attached = await gateway.call('t1', `POST /v1/receipts/${forgotten.id}/attach`, anna);
  t.match(
    attached,
    { status: 200, body: { totals: { earned: 3 } } },
    'attached later, it has the lists it was sold with',
  );

  t.match(await gateway.call('marketer', 'GET /v1/lists'), {
    status: 200,
    body: { items: [{ code: 'season', version: 2 }] },
  });
  t.match(await gateway.call('marketer', 'GET /v1/lists/season'), {
    body: { version: 2, count: 1, state: 'current', uploads: [] },
  });
  t.match(await gateway.call('marketer', 'GET /v1/lists/season?version=1'), { body: { count: 2, state: 'replaced' } });
  t.match(await gateway.call('marketer', 'GET /v1/lists/season?version=3'), {
    status: 404,
    body: { code: 'reference_not_found' },
  });
  t.equal((await gateway.call('marketer', 'GET /v1/lists/season/items')).text, 'sku\n"ski; long"\n');
  t.equal((await gateway.call('marketer', 'GET /v1/lists/season/items?version=1')).text, 'sku\nskates\nsledge\n');
  t.equal((await gateway.call('t1', 'GET /v1/lists/season')).status, 403);
});

t.test('lists in conditions, and a list of JSON', async (t) => {
  const gateway = await startGateway(t, { programme });
  const winter = await gateway.call('marketer', 'POST /v1/lists/winter', { skus: ['sledge', 'skates'] });
  t.match(winter, { status: 201, body: { version: 1, count: 2 } });
  t.strictSame(await discounts(gateway, [line(1, 'sledge', 1000), line(2, 'tea', 1000)], {}), [0, 0]);
  t.strictSame(await discounts(gateway, [line(1, 'sledge', 1000), line(2, 'skates', 1000)], {}), [100, 100]);
  t.match(await gateway.call('marketer', 'PUT /v1/lists/winter', { skus: [] }), { status: 200, body: { count: 0 } });
  t.strictSame(await discounts(gateway, [line(1, 'sledge', 1000), line(2, 'skates', 1000)], {}), [0, 0], 'emptied');
  const wrong = await gateway.call('marketer', 'PUT /v1/lists/winter', { skus: ['tea', 'a\u0007b'] });
  t.match(wrong, {
    status: 422,
    body: { code: 'upload_invalid', errors: [{ path: '/skus/1', message: /nobody can see/ }] },
  });
});

t.test('a segment, by whatever its members are known', async (t) => {
  const gateway = await startGateway(t, { programme });
  const { pool } = gateway;
  const nappies = [line(1, 'A', 10_000, { category: ['children', 'nappies'] })];
  t.strictSame(await discounts(gateway, nappies), [0]);
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM members WHERE name = 'Anna'");
  const id = rows[0]?.id ?? '';
  for (const [version, rows] of [
    `member\n${id.toUpperCase()}\n`,
    'card\nanna\n',
    'phone\n+7 (916) 000-00-01\n',
    `phone;card;member\n;anna;\n;;${id}\n+79160000002;;\n`,
  ].entries()) {
    await put(gateway, 'segments/young-parents', 'card\nboris\n');
    t.strictSame(await discounts(gateway, nappies), [0]);
    const reply = await put(gateway, 'segments/young-parents', rows);
    t.match(reply, { status: 200, body: { version: 2 * version + 2, unknown: { count: 0, lines: [] } } });
    t.strictSame(await discounts(gateway, nappies), [1500], rows);
  }
  t.strictSame(await discounts(gateway, nappies, {}), [0], 'nobody is in none');

  const some = await put(gateway, 'segments/students', 'card\nnobody\nanna\nno-one\nanna\n');
  t.match(some, { status: 201, body: { rows: 4, count: 1, unknown: { count: 2, lines: [2, 4] } } });
  const { body } = await gateway.call('t1', 'POST /v1/quotes', receipt('q', gateway.time(), { ...anna }));
  t.match(body.totals, { earned: 100 }, 'B28');
  const none = await put(gateway, 'segments/students', 'card\nnobody\n');
  t.match(none, { status: 422, body: { errors: [{ path: 'line 2', message: 'names no member there is' }] } });
  t.equal((await gateway.call('marketer', 'GET /v1/segments/students/items')).text, `member\n${id}\n`);

  const sale = receipt('sold', gateway.time(), { ...anna });
  const { body: sold } = await gateway.call('t1', 'POST /v1/receipts', sale);
  const [stored] = await readReceipts(pool, [sold.id]);
  const input = JSON.parse(stored?.input ?? '') as EvaluationInput;
  t.strictSame(input.member?.segments, ['students', 'young-parents']);
  t.match(input.references, { segments: { students: 1, 'young-parents': 8 } });
});

t.test('personal prices: of the rows that are valid the one that begins last, then the last of the file', async (t) => {
  const gateway = await startGateway(t, { programme });
  const day = (days: number) => gateway.time(-days * 86_400_000).slice(0, 10);
  const lines = [
    line(1, 'coffee', 20_000),
    line(2, 'tea', 4000),
    line(3, 'cocoa', 12_000),
    line(4, 'a/b', 1000),
    line(5, 'milk', 1000),
  ];
  const rows = [
    'card,sku,percent,amount,price,from,to',
    'anna,coffee,15,,,,',
    'anna,tea,,500,,,',
    'anna,tea,,600,,,',
    `anna,cocoa,,,9900,${day(-2)},${day(2)}`,
    `anna,cocoa,,,9000,${day(-1)},${day(2)}`,
    `anna,cocoa,,,1,${day(1)} 23:59,`,
    `anna,cocoa,,,2,${day(-9)},${day(-3)}`,
    'anna,a/b,12.5,,,,',
    'boris,milk,50,,,,',
    'gone,milk,50,,,,',
  ];
  const reply = await put(gateway, 'personal-prices/february', rows.join('\n'));
  t.match(reply, { status: 201, body: { rows: 10, count: 9, unknown: { count: 1, lines: [11] } } });
  t.strictSame(await discounts(gateway, lines), [3000, 600, 3000, 125, 0]);
  t.strictSame(await discounts(gateway, lines, { member: { card: 'boris' } }), [0, 0, 0, 0, 500]);
  t.strictSame(await discounts(gateway, lines, {}), [0, 0, 0, 0, 0]);

  const { text } = await gateway.call('marketer', 'GET /v1/personal-prices/february/items');
  t.match(text, /^member,sku,percent,amount,price,from,to\n/);
  t.match(await put(gateway, 'personal-prices/february', text), { status: 200, body: { version: 2, count: 9 } });
  t.strictSame(await discounts(gateway, lines), [3000, 600, 3000, 125, 0], 'what was read may be sent again');
  const json = { prices: [{ member: { card: 'anna' }, sku: 'coffee', price: 15_000 }] };
  t.match(await gateway.call('marketer', 'PUT /v1/personal-prices/february', json), {
    status: 200,
    body: { version: 3 },
  });
  t.strictSame(await discounts(gateway, lines), [5000, 0, 0, 0, 0]);
  const simulation = { program: 'main', receipt: receipt('s', gateway.time(), { lines }), member: { card: 'anna' } };
  const simulated = await gateway.call('marketer', 'POST /v1/simulate', simulation);
  t.match(simulated.body.lines, [{ discount: 5000 }, { discount: 0 }], 'a simulation of a member is told the same');
});

t.test('an upload is made once for its key', async (t) => {
  const gateway = await startGateway(t, { programme });
  const key = { 'idempotency-key': 'nightly' };
  const first = await put(gateway, 'lists/season', 'sku\nsledge\n', key);
  t.match(first, { status: 201, replayed: false });
  const again = await put(gateway, 'lists/season', 'sku\nsledge\n', key);
  t.match(again, { status: 201, replayed: true, text: first.text });
  t.match(await put(gateway, 'lists/season', 'sku\nskates\n', key), {
    status: 409,
    body: { code: 'idempotency_key_reused' },
  });
  const { rows } = await gateway.pool.query('SELECT sku FROM list_skus');
  t.strictSame(rows, [{ sku: 'sledge' }], 'and leaves nothing else');
  t.equal((await gateway.pool.query('SELECT FROM reference_versions')).rowCount, 1);
});

t.test('a connection that is cut leaves nothing, and the version before it in force', async (t) => {
  const gateway = await startGateway(t, { programme });
  await put(gateway, 'lists/season', 'sku\nsledge\n');
  await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = gateway.app.server.address() as AddressInfo;
  const rowsOf = async () => Number((await gateway.pool.query('SELECT count(*) AS n FROM list_skus')).rows[0]?.n);
  const head = `PUT /v1/lists/season HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.secret('marketer')}\r\n`;
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(`${head}Content-Type: text/csv\r\nContent-Length: 10000000\r\n\r\nsku\n`);
  for (let row = 0; row < 12_000; row += 1) socket.write(`sku-${row}\n`);
  await soon(t, 'rows arrive before the last of them is sent', async () => (await rowsOf()) > 5_000);
  const { body } = await gateway.call('marketer', 'GET /v1/lists/season');
  t.match(body, { version: 1, count: 1, uploads: [{ rows: Number }] }, 'who asks sees them come');
  t.strictSame(await discounts(gateway, [line(1, 'sledge', 1000), line(2, 'sku-7', 1000)]), [200, 0]);
  socket.destroy();
  await soon(t, 'and go', async () => (await rowsOf()) === 1);
  await soon(t, 'without a trace', async () => {
    const reply = await gateway.call('marketer', 'GET /v1/lists/season');
    return reply.body.uploads.length === 0;
  });
  t.match(await put(gateway, 'lists/season', 'sku\nskates\n'), { status: 200, body: { version: 2 } });
});

t.test('an upload that was silent for ten minutes is given up, and told so', async (t) => {
  const gateway = await startGateway(t, { programme });
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  async function* late(): AsyncGenerator<Buffer> {
    yield Buffer.from(['sku', ...Array.from({ length: 6_000 }, (_, n) => `sku-${n}`), ''].join('\n'));
    await opened;
    yield Buffer.from('skates\n');
  }
  const under = gateway.call('marketer', 'PUT /v1/lists/late', Readable.from(late()), csv);
  const silent = "UPDATE reference_versions SET heard_at = heard_at - interval '11 minutes' WHERE state = 'arriving'";
  // Not before it is silent: its first rows may still be on their way.
  await soon(t, 'it is given up', async () => {
    const { rowCount } = await gateway.pool.query(silent);
    await pruneReference(gateway.pool);
    const { rows } = await gateway.pool.query("SELECT FROM reference_versions WHERE state = 'arriving'");
    return rowCount === 1 && rows.length === 0;
  });
  open();
  t.match(await under, { status: 409, body: { code: 'upload_given_up', retryable: true } });
  t.match(await gateway.call('marketer', 'GET /v1/lists/late'), { status: 404 });
});

t.test('a fifth upload at a time is told to come later', async (t) => {
  const gateway = await startGateway(t, { programme });
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  async function* slow(): AsyncGenerator<Buffer> {
    yield Buffer.from('sku\n');
    await opened;
    yield Buffer.from('sledge\n');
  }
  const under = [1, 2, 3, 4].map((n) => gateway.call('marketer', `PUT /v1/lists/l${n}`, Readable.from(slow()), csv));
  await soon(t, 'refused', async () => {
    const reply = await put(gateway, 'lists/fifth', 'sku\nsledge\n');
    return reply.status === 503 && reply.body.code === 'overloaded' && reply.headers['retry-after'] === '10';
  });
  open();
  for (const reply of await Promise.all(under)) t.match(reply, { status: 201, body: { count: 1 } });
  await put(gateway, 'lists/fifth', 'sku\nsledge\n');
  t.equal((await put(gateway, 'lists/fifth', 'sku\nsledge\n')).status, 200);
});

t.test('what nobody has uploaded yet is told when a version is saved', async (t) => {
  const gateway = await startGateway(t, { programme });
  await put(gateway, 'lists/season', 'sku\nsledge\n');
  const yaml = { 'content-type': 'application/yaml' };
  const other = programme.replaceAll('code: main', 'code: other');
  const saved = await gateway.call('marketer', 'POST /v1/programs/other/versions', other, yaml);
  t.strictSame(
    saved.body.lint.map(({ severity, path, message }: Record<string, string>) => `${severity} ${path} ${message}`),
    [
      'warning groups[0].rules[2].when "winter" has not been uploaded yet: PUT /v1/lists/winter',
      'warning groups[0].rules[1].segments "young-parents" has not been uploaded yet: PUT /v1/segments/young-parents',
      'warning groups[0].rules[2].when "rich" has not been uploaded yet: PUT /v1/segments/rich',
      'warning groups[2].rules[1].segments "students" has not been uploaded yet: PUT /v1/segments/students',
      'warning groups[1].rules[0].do.personal_price "february" has not been uploaded yet: PUT /v1/personal-prices/february',
    ],
  );
});
