import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import t from 'tap';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Key, startGateway } from '../testing/start-gateway.ts';

const gateway = await startGateway(t, { programme });
const { app, call, parts, pool, secret, time } = gateway;

let last = 0;
const next = (): string => `b${++last}`;
const anna = { member: { card: 'anna' } };

interface Result {
  readonly line: number;
  readonly status: number;
  readonly replayed?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came, whatever it is
  readonly body: any;
}

async function send(lines: readonly (object | string)[] | Buffer, as: Key = 't1'): Promise<Result[]> {
  const body = Buffer.isBuffer(lines)
    ? lines
    : lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { text, status, headers } = await call(as, 'POST /v1/receipts/batch', body, {
    'content-type': 'application/x-ndjson',
  });
  t.equal(status, 200, text);
  t.match(headers['content-type'], 'application/x-ndjson');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}
const codes = (results: readonly Result[]) => results.map(({ line, status, body }) => [line, status, body.code]);

t.test('a result for each line, in order, and the same again', async (t) => {
  const good = receipt(next(), time(20 * 86_400_000), anna);
  const lines = [
    good,
    '{"number":',
    '',
    receipt(next(), time(), { colour: 'red' }),
    receipt(next(), time(31 * 86_400_000)),
    receipt(next(), time(), { training: true }),
    `{"number":"x","name":"${'y'.repeat(1_048_576)}"}`,
    receipt(next(), time(), { lines: [] }),
    '[]',
    'null',
    { ...good, lines: [cake(1)] },
    good,
    receipt(next(), time(25 * 3_600_000), { offline: false }),
  ];
  const results = await send(lines);
  t.strictSame(codes(results), [
    [1, 201, undefined],
    [2, 400, 'malformed_body'],
    [4, 422, 'invalid_request'],
    [5, 422, 'clock_skew'],
    [6, 422, 'training_receipt'],
    [7, 413, 'body_too_large'],
    [8, 201, undefined],
    [9, 422, 'invalid_request'],
    [10, 422, 'invalid_request'],
    [11, 409, 'receipt_conflict'],
    [12, 200, undefined],
    [13, 422, 'clock_skew'],
  ]);
  t.equal(results[10]?.replayed, true);
  t.equal(results[0]?.replayed, undefined);
  t.strictSame(results[10]?.body, results[0]?.body);
  for (const { body, status } of results) {
    if (status < 400) continue;
    t.match(body, { type: `urn:tillgate:error:${body.code}`, status, retryable: false });
    t.ok(body.requestId);
  }
  const again = await send(lines);
  t.strictSame(
    again.map(({ status }) => status),
    [200, 400, 422, 422, 422, 413, 200, 422, 422, 409, 200, 422],
  );
  t.strictSame(again[0]?.body, results[0]?.body);
});

t.test('bytes that are no UTF-8, and a last line without an end', async (t) => {
  const bad = Buffer.concat([Buffer.from('{"number":"'), Buffer.from([0xff]), Buffer.from('"}\n')]);
  const results = await send(Buffer.concat([bad, Buffer.from(JSON.stringify(receipt(next(), time())))]));
  t.strictSame(codes(results), [
    [1, 400, 'malformed_body'],
    [2, 201, undefined],
  ]);
  t.strictSame(await send([]), []);
});

t.test('one member’s receipts are committed in their order', async (t) => {
  await gateway.join({ cards: [{ number: 'carl', type: 'club' }] });
  const carl = { member: { card: 'carl' } };
  const lines = [receipt(next(), time(), { ...carl, lines: [cake(20_000)] })];
  // Each spends all that the ones before have left, and can only be right in its turn.
  for (let index = 0; index < 20; index += 1) {
    lines.push(receipt(next(), time(), { ...carl, lines: [cake(20_000)], redeem: [{ points: 'max' }] }));
    lines.push(receipt(next(), time(), { lines: [cake(1)] }));
  }
  const results = await send(lines);
  let balance = 20;
  for (const { body } of results) {
    if (body.totals.gross === 1) continue;
    const redeem = body.totals.redeemed / 100;
    t.equal(redeem, body === results[0]?.body ? 0 : balance);
    if (redeem > 0) balance = body.totals.earned;
  }
});

t.test('an exchange comes after what it brings back', async (t) => {
  const day = new Date(gateway.now() + 3 * 3_600_000).toISOString().slice(0, 10);
  const lines: object[] = [];
  for (let index = 0; index < 10; index += 1) {
    const number = next();
    const back = { receipt: { till: 't1', businessDay: day, number }, lines: [{ line: 1, quantity: 1 }] };
    lines.push(receipt(number, time()), receipt(next(), time(), { returns: [back] }));
  }
  t.ok((await send(lines)).every(({ status }) => status === 201));
});

t.test('whose: till by till', async (t) => {
  const both = [receipt(next(), time(), { till: 't1' }), receipt(next(), time(), { till: 't3' })];
  t.strictSame(codes(await send(both, 'shop')), [
    [1, 201, undefined],
    [2, 403, 'till_mismatch'],
  ]);
  t.strictSame(codes(await send([receipt(next(), '2015-01-01T00:00:00Z', { till: 't1' })], 'admin')), [
    [1, 201, undefined],
  ]);
  const refused = await call('call-centre', 'POST /v1/receipts/batch', '{}', {
    'content-type': 'application/x-ndjson',
  });
  t.equal(refused.body.code, 'forbidden');
  const json = await call('t1', 'POST /v1/receipts/batch', {});
  t.equal(json.body.code, 'unsupported_media_type');
  t.equal((await call('t1', 'POST /v1/receipts/batch')).text, '', 'no body, no lines');
});

const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));

function open(): { out: ReturnType<typeof request>; reply: Promise<IncomingMessage> } {
  const out = request({
    host: address.hostname,
    port: address.port,
    path: '/v1/receipts/batch',
    method: 'POST',
    headers: { authorization: `Bearer ${secret('t1')}`, 'content-type': 'application/x-ndjson' },
  });
  return { out, reply: once(out, 'response').then(([message]) => message as IncomingMessage) };
}

t.test('each result comes as soon as it is there, also to a till that waits for it', async (t) => {
  const { out, reply } = open();
  out.write(`${JSON.stringify(receipt(next(), time()))}\n`);
  const results = createInterface({ input: await reply })[Symbol.asyncIterator]();
  for (let line = 1; line <= 5; line += 1) {
    t.match(JSON.parse((await results.next()).value), { line, status: 201 });
    out.write(`${JSON.stringify(receipt(next(), time()))}\n`);
  }
  out.end();
  t.match(JSON.parse((await results.next()).value), { line: 6, status: 201 });
  t.equal((await results.next()).done, true);
});

t.test('two thousand lines are not gathered first', async (t) => {
  const padding = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`p${index}`, 'x'.repeat(250)]));
  const { out, reply } = open();
  let answered = (): void => {};
  const firstResult = new Promise<void>((resolve) => {
    answered = resolve;
  });
  const writing = (async () => {
    for (let written = 0; written < 2_000; written += 1) {
      // Four megabytes are sent by then; whoever gathered them would answer nothing, and be sent nothing more.
      if (written === 1_000) await firstResult;
      const line = receipt(next(), time(), { lines: [cake(1_000)], attributes: padding });
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    }
    out.end();
  })();
  let number = 0;
  for await (const line of createInterface({ input: await reply })) {
    answered();
    number += 1;
    const result = JSON.parse(line);
    if (result.line !== number || result.status !== 201) t.fail(line);
  }
  await writing;
  t.equal(number, 2_000);
});

t.test('a client that goes away in the middle: what was begun is committed, and can be asked for again', async (t) => {
  const { out, reply } = open();
  out.on('error', () => {});
  const numbers = Array.from({ length: 50 }, next);
  const lines = numbers.map((number) => receipt(number, time()));
  for (const line of lines) out.write(`${JSON.stringify(line)}\n`);
  out.write('{"number":"half a line');
  const message = await reply;
  message.on('error', () => {});
  await once(message, 'data');
  out.destroy();
  const committed = async (): Promise<number> => {
    const counted = 'SELECT count(*)::int AS count FROM receipts WHERE number = ANY($1)';
    return (await pool.query(counted, [numbers])).rows[0].count;
  };
  const before = await committed();
  t.ok(before >= 1 && before <= 50, `${before} of 50 are committed`);
  // Some may be under way still, and are committed before they are asked for again, or by that.
  const results = await send(lines);
  const known = results.filter(({ status }) => status === 200).length;
  t.ok(known >= before, `${known} are known of the ${before} that were there`);
  t.equal(results.filter(({ status }) => status === 201).length, 50 - known);
  t.equal(await committed(), 50, 'each once');
});

t.test('while the gateway drains, lines are refused one by one', async (t) => {
  const { out, reply } = open();
  out.write(`${JSON.stringify(receipt(next(), time()))}\n`);
  const results = createInterface({ input: await reply })[Symbol.asyncIterator]();
  t.equal(JSON.parse((await results.next()).value).status, 201);
  parts.lifecycle.draining = true;
  out.write(`${JSON.stringify(receipt(next(), time()))}\n`);
  t.match(JSON.parse((await results.next()).value), {
    line: 2,
    status: 503,
    body: { code: 'draining', retryable: true },
  });
  parts.lifecycle.draining = false;
  out.end();
  t.equal((await results.next()).done, true);
});
