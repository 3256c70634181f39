/** Frames that are not as they should be, in each subprotocol: its problem, by its id where it has one, and nothing else. */

import { encode } from '@msgpack/msgpack';
import { Packr } from 'msgpackr';
import t from 'tap';
import type { WebSocket } from 'ws';
import { until } from '../../ledger/testing/until.ts';
import { closeCodes, type Subprotocol, subprotocols } from '../contract/socket.ts';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { startGateway } from '../testing/start-gateway.ts';
import { connectTill } from '../testing/till-client.ts';

const gateway = await startGateway(t, { programme });
const { app, secret, time, pool, parts } = gateway;
const address = await app.listen({ host: '127.0.0.1', port: 0 });
const open = (subprotocol?: Subprotocol) =>
  connectTill({ address, secret: secret('t1'), ...(subprotocol !== undefined && { subprotocol }) });

t.test('frames that can be read', async (t) => {
  const good = receipt('1', time());
  const uuid = '0199d1a0-0000-7000-8000-000000000000';
  type Row = readonly [frame: unknown, id: unknown, code: string, path?: string];
  const table: readonly Row[] = [
    [null, null, 'invalid_request'],
    [[], null, 'invalid_request'],
    ['ping', null, 'invalid_request'],
    [{}, null, 'invalid_request', 'id'],
    [{ op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: null, op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: -1, op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: 1.5, op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: '', op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: 'x'.repeat(65), op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: { a: 1 }, op: 'ping' }, null, 'invalid_request', 'id'],
    [{ id: 1 }, 1, 'invalid_request', 'op'],
    [{ id: 1, op: 'pong' }, 1, 'invalid_request', 'op'],
    [{ id: 1, op: 'constructor' }, 1, 'invalid_request', 'op'],
    [{ id: 1, op: ['ping'] }, 1, 'invalid_request', 'op'],
    [{ id: 1, op: 'ping', query: { dry: true } }, 1, 'invalid_request', 'query'],
    [{ id: 1, op: 'ping', key: '' }, 1, 'idempotency_key_invalid', 'key'],
    [{ id: 1, op: 'ping', key: 'a b' }, 1, 'idempotency_key_invalid', 'key'],
    [{ id: 1, op: 'ping', key: 7 }, 1, 'idempotency_key_invalid', 'key'],
    [{ id: 'a', op: 'hold.confirm', body: { id: uuid, code: '123456' } }, 'a', 'route_not_found'],
    [{ id: 'a', op: 'hold.resend', body: { id: uuid } }, 'a', 'route_not_found'],
    [{ id: 2, op: 'quote' }, 2, 'invalid_request', ''],
    [{ id: 2, op: 'quote', body: null }, 2, 'invalid_request', ''],
    [{ id: 2, op: 'quote', body: { ...good, lines: [cake(100, 0)] } }, 2, 'invalid_request', '/lines/0/line'],
    [{ id: 2, op: 'quote', body: { ...good, nunber: '2' } }, 2, 'invalid_request', '/nunber'],
    [{ id: 2, op: 'quote', body: { ...good, lines: [cake(1e13)] } }, 2, 'amount_too_large', '/lines/0/unitPrice'],
    [{ id: 2, op: 'quote', body: { ...good, explain: true } }, 2, 'invalid_request', '/explain'],
    [{ id: 2, op: 'quote', body: { ...good, till: 't2' } }, 2, 'till_mismatch', '/till'],
    [{ id: 2, op: 'commit', body: { ...good, lines: [cake(1), cake(1)] } }, 2, 'duplicate_line'],
    [
      { id: 2, op: 'commit', body: { ...good, businessTime: time(400 * 86_400_000) } },
      2,
      'clock_skew',
      '/businessTime',
    ],
    [{ id: 2, op: 'commit', body: { ...good, member: { card: 'nobody' } } }, 2, 'card_not_found', '/member/card'],
    [{ id: 2, op: 'commit', body: { ...good, number: 'a\0b' } }, 2, 'invalid_request', '/number'],
    [{ id: 2, op: 'hold.void', body: { id: 'x' } }, 2, 'invalid_request', '/id'],
    [{ id: 2, op: 'hold.void', body: { id: uuid, ttl: 'PT1M' } }, 2, 'invalid_request', '/ttl'],
    [{ id: 2, op: 'hold.void', body: { id: uuid } }, 2, 'hold_not_found'],
    [{ id: 2, op: 'hold.extend', body: { id: uuid, ttl: '' } }, 2, 'invalid_request', '/ttl'],
    [{ id: 2, op: 'return', body: {} }, 2, 'invalid_request', '/number'],
    [{ id: 2, op: 'cancel', body: {} }, 2, 'invalid_request', '/number'],
    [{ id: 2, op: 'ping', body: { x: 1 } }, 2, 'invalid_request', '/x'],
  ];
  for (const subprotocol of subprotocols) {
    const till = await open(subprotocol);
    for (const [frame, id, code, path] of table) {
      const name = `${subprotocol} ${JSON.stringify(frame).slice(0, 120)}`;
      // The client gives back what it waits for; here it waits for none of them.
      const answer = till.other();
      till.write(frame);
      const { id: found, status, body } = await answer;
      t.equal(found, id, name);
      t.equal(body.code, code, `${name}: ${body.detail}`);
      t.equal(status, body.status, name);
      t.match(body.requestId, /-\d+$/, name);
      if (path !== undefined) t.equal(body.errors?.[0]?.path, path, `${name}: ${body.detail}`);
    }
    t.match(await till.call('ping'), { status: 200 }, 'and it stands');
    t.match(await till.call('ping', {}), { status: 200 });
    t.match(await till.call('ping', null), { status: 200 });
    await till.close();
  }
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM receipts');
  t.strictSame(rows, [{ count: 0 }]);
});

t.test('messages that cannot be read', async (t) => {
  const packed = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const records = new Packr({ sequential: true });
  type Row = readonly [subprotocol: Subprotocol, message: string | Buffer, code: string, detail: RegExp];
  const table: readonly Row[] = [
    ['tillgate.json', '', 'malformed_body', /ends too early, at line 1, column 1/],
    ['tillgate.json', '{"id":1,', 'malformed_body', /ends too early, at line 1, column 9/],
    ['tillgate.json', '{"id":NaN}', 'malformed_body', /has "N" where it cannot be/],
    ['tillgate.json', '{"id":1,"op":"ping"}{}', 'malformed_body', /character 20/],
    ['tillgate.json', Buffer.from('{"id":1,"op":"ping"}'), 'unsupported_media_type', /text messages, not binary/],
    ['tillgate.msgpack', '{"id":1,"op":"ping"}', 'unsupported_media_type', /binary messages, not text/],
    ['tillgate.msgpack', packed(''), 'malformed_body', /ends too early/],
    ['tillgate.msgpack', packed('81 a2 6964'), 'malformed_body', /ends too early/],
    ['tillgate.msgpack', packed('c1'), 'malformed_body', /begins no value/],
    ['tillgate.msgpack', packed('df ff ff ff ff'), 'malformed_body', /ends too early/],
    ['tillgate.msgpack', Buffer.from(records.pack({ id: 1, op: 'ping' })), 'malformed_body', /records of msgpackr/],
    ['tillgate.msgpack-records', '{"id":1,"op":"ping"}', 'unsupported_media_type', /binary messages, not text/],
  ];
  for (const [subprotocol, message, code, detail] of table) {
    const till = await open(subprotocol);
    const answer = till.other();
    till.socket.send(message);
    t.match(await answer, { id: null, status: Number, body: { code, detail } }, `${subprotocol} ${String(message)}`);
    t.match(await till.call('ping'), { status: 200 }, 'and it stands');
    await till.close();
  }
});

t.test('what a body may not hold has its place in the body, and its frame its answer', async (t) => {
  const plain = (value: unknown) => Buffer.from(encode(value));
  const frame = (quantity: unknown) => ({
    id: 9,
    op: 'quote',
    body: { ...receipt('1', time()), lines: [{ ...cake(1), quantity }] },
  });
  const json = (text: string) => JSON.stringify(frame('HERE')).replace('"HERE"', text);
  type Row = readonly [
    subprotocol: Subprotocol,
    message: string | Buffer,
    id: number | null,
    path: string,
    message: RegExp,
  ];
  const at = '/lines/0/quantity';
  const table: readonly Row[] = [
    ['tillgate.json', json('{"__proto__":1}'), 9, at, /must not have a field "__proto__"/],
    ['tillgate.json', json('"\\ud800"'), 9, at, /surrogate/],
    ['tillgate.json', json('1,"quantity":2'), 9, at, /written twice/],
    ['tillgate.json', json('1e999'), 9, at, /./],
    ['tillgate.json', '{"id":9,"id":10,"op":"ping"}', 10, 'id', /written twice/],
    ['tillgate.json', '{"id":9,"op":"ping","__proto__":{}}', 9, '', /must not have a field/],
    ['tillgate.msgpack', plain(frame(Number.NaN)), 9, at, /must not be NaN/],
    ['tillgate.msgpack', plain(frame(Number.NEGATIVE_INFINITY)), 9, at, /must not be -Infinity/],
    ['tillgate.msgpack', plain(frame(new Date())), 9, at, /must not be a timestamp/],
    ['tillgate.msgpack', plain(frame(new Uint8Array(3))), 9, at, /must not be binary data/],
    ['tillgate.msgpack', Buffer.from(encode(frame(2n ** 60n), { useBigInt64: true })), 9, at, /beyond 2\^53/],
    ['tillgate.msgpack', plain({ id: Number.NaN, op: 'ping' }), null, 'id', /must not be NaN/],
    ['tillgate.msgpack-records', plain(frame(Number.NaN)), 9, at, /must not be NaN/],
    [
      'tillgate.msgpack-records',
      Buffer.from(new Packr({ sequential: true }).pack(frame(new Date(0)))),
      9,
      at,
      /must not be a timestamp/,
    ],
  ];
  for (const [subprotocol, message, id, path, said] of table) {
    const till = await open(subprotocol);
    const answer = till.other();
    till.socket.send(message);
    const name = `${subprotocol} ${String(message).slice(0, 60)}`;
    const { id: found, body } = await answer;
    t.equal(found, id, name);
    t.match(body, { code: 'invalid_request', errors: [{ path, message: said }] }, name);
    t.match(await till.call('ping'), { status: 200 }, 'and it stands');
    await till.close();
  }
  t.notOk('polluted' in {});
});

t.test('closed with a code', async (t) => {
  const large = 'x'.repeat(1_048_577);
  type Row = readonly [
    name: string,
    subprotocol: Subprotocol,
    send: (socket: WebSocket) => void,
    code: number,
    reason?: string,
  ];
  const table: readonly Row[] = [
    ['a frame beyond 1 MiB', 'tillgate.json', (socket) => socket.send(large), 1009],
    [
      'a frame beyond 1 MiB, in parts',
      'tillgate.json',
      (socket) => {
        for (let part = 0; part < 20; part += 1) socket.send('y'.repeat(100_000), { fin: part === 19 });
      },
      1009,
    ],
    [
      'text that is not UTF-8',
      'tillgate.json',
      (socket) => socket.send(Buffer.from([0xc3, 0x28]), { binary: false }),
      1007,
    ],
    [
      'records that cannot be read',
      'tillgate.msgpack-records',
      (socket) => socket.send(Buffer.from([0x81, 0xa1])),
      closeCodes.outOfStep,
      'outOfStep',
    ],
    ['the client goes', 'tillgate.json', (socket) => socket.close(1000), 1000],
  ];
  for (const [name, subprotocol, send, code, reason = ''] of table) {
    const till = await open(subprotocol);
    send(till.socket);
    t.strictSame(await till.closed, { code, reason }, name);
  }
  const whole = await open();
  whole.socket.send(`{"id":1,"op":"ping","body":"${'x'.repeat(1_048_576 - 30)}"}`);
  t.match(await whole.other(), { id: 1, status: 422 }, 'one of just 1 MiB is read');
  await whole.close();
  const log = gateway.logged.filter(({ level }) => Number(level) >= 50);
  t.strictSame(log, [], 'and nothing of it is a fault of ours');
});

t.test('what has ended in a frame is counted', async (t) => {
  // Each side knows of the end at a moment of its own.
  await until(() => app.websocketServer.clients.size === 0);
  const text = await parts.metrics.registry.metrics();
  t.match(text, /tillgate_till_frame_seconds_count\{op="ping",status="200",code="ok"\} \d+/);
  t.match(text, /tillgate_till_frame_seconds_count\{op="unreadable",status="400",code="malformed_body"\} \d+/);
  t.match(text, /tillgate_till_frame_seconds_count\{op="quote",status="403",code="till_mismatch"\} 3/);
  t.match(text, /tillgate_till_sockets_closed_total\{reason="outOfStep"\} 1/);
  for (const subprotocol of subprotocols) t.match(text, `tillgate_till_sockets{subprotocol="${subprotocol}"} 0`);
});
