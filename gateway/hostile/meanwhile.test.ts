/** What takes long, comes slowly or comes in parts: the others are answered meanwhile, and what was good of it is kept. */
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { cake, receipt } from '../testing/receipts.ts';
import { watch } from './testing/left-behind.ts';
import { exchange, problemIn, sendRequest } from './testing/row.ts';
import { manyRules } from './testing/rows/programmes.ts';
import { setStage } from './testing/stage.ts';

t.test('quotes are answered while 90,000 rules are read', async (t) => {
  const stage = await setStage(t);
  const { expectNothing } = await watch(t, stage);
  let reading = true;
  const saved = sendRequest(stage, {
    as: 'marketer',
    request: 'POST /v1/programs/main/versions',
    headers: { 'content-type': 'application/yaml' },
    body: manyRules(90_000),
  }).finally(() => {
    reading = false;
  });
  let answered = 0;
  for (let asked = 0; reading && asked < 20; asked += 1) {
    const quoted = await sendRequest(stage, { request: 'POST /v1/quotes', body: receipt('q', stage.time) });
    t.equal(quoted.status, 200);
    if (reading) answered += 1;
  }
  t.ok(answered > 0, `${answered} quotes meanwhile`);
  t.match(problemIn(await saved), { code: 'programme_invalid', errors: [{ path: 'groups' }] });
  await expectNothing('90,000 rules');
});

t.test('documents that wait for one another are bounded', async (t) => {
  const stage = await setStage(t);
  const { expectNothing } = await watch(t, stage);
  const order = {
    as: 'marketer',
    request: 'POST /v1/programs/main/versions',
    headers: { 'content-type': 'application/yaml' },
    body: manyRules(10_000).replace('code: main', 'code: other'),
  } as const;
  // So many more than may wait that they do, though some are read before the last has come.
  const replies = await Promise.all(Array.from({ length: 24 }, () => sendRequest(stage, order)));
  const codes = replies.map((reply) => problemIn(reply).code);
  t.strictSame([...new Set(codes)].sort(), ['overloaded', 'programme_invalid']);
  for (const reply of replies) t.equal(problemIn(reply).retryable, reply.status === 503);
  await expectNothing('many documents at once');
});

t.test('a batch with bad lines keeps the good ones', async (t) => {
  const stage = await setStage(t);
  const good = (number: string) => JSON.stringify(receipt(number, stage.time));
  const lines = [
    good('b1'),
    '{"number":',
    '',
    good('b2').replace('{', '{"number":"b9",'),
    JSON.stringify(receipt('b3', stage.time, { lines: [cake(1), cake(2)] })),
    '"\\ud800"',
    `{"number":"${'x'.repeat(1_048_576)}"}`,
    '[]',
    good('sold'),
    good('b1'),
    '{"__proto__":1}',
    good('b4'),
  ];
  const reply = await sendRequest(stage, {
    request: 'POST /v1/receipts/batch',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  const results = reply.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const outcomes = results.map(({ line, status, replayed, body }) => [
    line,
    status,
    replayed ?? body.code ?? body.state,
  ]);
  t.strictSame(outcomes, [
    [1, 201, 'committed'],
    [2, 400, 'malformed_body'],
    [4, 422, 'invalid_request'],
    [5, 422, 'duplicate_line'],
    [6, 422, 'invalid_request'],
    [7, 413, 'body_too_large'],
    [8, 422, 'invalid_request'],
    [9, 409, 'receipt_conflict'],
    [10, 200, true],
    [11, 422, 'invalid_request'],
    [12, 201, 'committed'],
  ]);
  t.equal(results[2].body.errors[0].path, '/number');
  const { rows } = await stage.gateway.pool.query("SELECT number FROM receipts WHERE number LIKE 'b_' ORDER BY number");
  t.strictSame(rows, [{ number: 'b1' }, { number: 'b4' }]);
});

t.test('who sends a byte at a time, or half a body and no more, keeps nothing', async (t) => {
  const stage = await setStage(t);
  const { expectNothing } = await watch(t, stage);
  const { gateway, port, time } = stage;
  const body = JSON.stringify(receipt('slow', time, { lines: [cake(0)] })).replace('"quantity":1', '"quantity":-1');
  const head = (length: string) =>
    `POST /v1/receipts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.secret('t1')}\r\nContent-Type: application/json\r\nConnection: close\r\n${length}\r\n\r\n`;
  const dribbled = new Promise<string>((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', async () => {
      socket.write(head(`Content-Length: ${body.length}`));
      for (const character of body) {
        socket.write(character);
        await pause(1);
      }
    });
    socket.setNoDelay(true);
    socket.on('data', (data) => {
      received += data;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  t.match(await dribbled, /422 .*"code":"invalid_request".*"path":"\/lines\/0\/quantity"/s, 'a byte at a time');
  for (const length of [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked']) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`${head(length)}${length.startsWith('T') ? '5\r\n{"num' : body.slice(0, 20)}`, () =>
          socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
  }
  // Two requests at once in one write, of which the second has no end that Node could wait for.
  const both = await exchange(port, [
    `GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n${head('Content-Length: 99999')}`.replace('Bearer', 'Bear'),
  ]);
  t.equal(both.status, 200);
  await expectNothing('half a body');
});
