/**
 * Receipts whose words and packed form are made in a worker thread: what is answered, kept, refused and replayed is what one
 * thread alone makes of them. Two gateways of their own chains, with a thread and without, are sent the same.
 */
import t from 'tap';
import { audit } from '../../ledger/audit/audit.ts';
import { cake, programme, receipt } from '../testing/receipts.ts';
import { type Reply, startGateway } from '../testing/start-gateway.ts';

const inline = await startGateway(t, { programme });
const threaded = await startGateway(t, { programme, workers: 1 });
const time = inline.time();
const anna = { member: { card: 'anna' } };
const own = /"(?:id|receipt|requestId|token|committedAt|hash|expiresAt|activeFrom|validUntil)":"[^"]*",?/g;

/** Without what differs between any two receipts. */
const common = (reply: Reply): string => reply.text.replaceAll(own, '');

/** Sends the same to both; the threaded one's reply, which is as the other's. */
async function both(request: string, body: (quote: Reply | undefined) => object, quotes?: [Reply, Reply]) {
  const [first, second] = [
    await inline.call('t1', request, body(quotes?.[0])),
    await threaded.call('t1', request, body(quotes?.[1])),
  ];
  t.equal(second.status, first.status, second.text);
  t.equal(common(second), common(first));
  return [first, second] as [Reply, Reply];
}

const commit = (body: object) => both('POST /v1/receipts', () => body);

async function replays([, reply]: [Reply, Reply], body: object): Promise<void> {
  const again = await threaded.call('t1', 'POST /v1/receipts', body);
  t.equal(again.status, 200, again.text);
  t.equal(again.text, reply.text, 'replayed to the byte');
}

t.test('anonymous, with points, with the points of it spent', async () => {
  const tea = { line: 2, sku: 'tea', quantity: 3, unitPrice: 3_333, name: 'Чай 😀' };
  for (const sale of [
    receipt('anonymous', time, { lines: [cake(100_000), tea] }),
    receipt('earns', time, { ...anna, lines: [cake(5_000_000), tea] }),
    receipt('spends', time, { ...anna, channel: 'web', redeem: [{ points: 200 }], lines: [cake(500_000), tea] }),
  ]) {
    const replies = await commit(sale);
    t.equal(replies[1].status, 201, replies[1].text);
    await replays(replies, sale);
  }
});

t.test('quoted: as quoted; otherwise the new quote, which commits', async () => {
  const sale = receipt('quoted', time, { ...anna, redeem: [{ points: 'max' }], lines: [cake(10_000_000)] });
  const asQuoted = receipt('as-quoted', time, anna);
  const kept = await both('POST /v1/quotes', () => asQuoted);
  const [, done] = await both('POST /v1/receipts', (quote) => ({ ...asQuoted, quote: quote?.body.token }), kept);
  t.equal(done.status, 201);

  const quotes = await both('POST /v1/quotes', () => sale);
  await commit(receipt('between', time, { ...anna, redeem: [{ points: 100 }] }));
  const changed = await both('POST /v1/receipts', (quote) => ({ ...sale, quote: quote?.body.token }), quotes);
  t.match(changed[1].body, { code: 'quote_changed', status: 409 });
  const [, late] = await both('POST /v1/receipts', (reply) => ({ ...sale, quote: reply?.body.quote.token }), changed);
  t.equal(late.status, 201, late.text);
});

t.test('returned, and explained from what was kept', async (t) => {
  const sale = receipt('kept', time, {
    ...anna,
    lines: [cake(300_000), { line: 2, sku: 'tea', quantity: 2, unitPrice: 10_000 }],
  });
  const sold = await commit(sale);
  const [, back] = await both(
    'POST /v1/returns',
    (reply) => ({
      number: 'back',
      businessTime: time,
      receipt: { id: reply?.body.id },
      lines: [{ line: 2, quantity: 1 }],
    }),
    sold,
  );
  t.equal(back.status, 201, back.text);
  const explained = await threaded.call('admin', `GET /v1/receipts/${sold[1].body.id}?explain=true`);
  t.equal(explained.status, 200, explained.text);
});

t.test('points that others spend meanwhile: every one is decided on what is there', async (t) => {
  const { balance } = (await threaded.call('t1', 'POST /v1/quotes', receipt('q', time, anna))).body.points;
  const sales = Array.from({ length: 12 }, (_, index) =>
    receipt(`at-once-${index}`, time, { ...anna, redeem: [{ points: 'max' }], lines: [cake(20_000)] }),
  );
  const replies = await Promise.all(sales.map((sale) => threaded.call('t1', 'POST /v1/receipts', sale)));
  t.same(
    new Set(replies.map(({ status }) => status)),
    new Set([201]),
    replies.find(({ status }) => status !== 201)?.text ?? 'all are committed',
  );
  const moved = replies.reduce((sum, { body }) => sum + body.points.earn - body.points.redeem, 0);
  const after = (await threaded.call('t1', 'POST /v1/quotes', receipt('q', time, anna))).body.points.balance;
  t.equal(after, balance + moved);
  for (const [index, sale] of sales.entries()) {
    const again = await threaded.call('t1', 'POST /v1/receipts', sale);
    t.equal(again.text, replies[index]?.text);
  }
});

t.test('both ledgers are sound', async (t) => {
  t.strictSame(await audit(inline.pool), []);
  t.strictSame(await audit(threaded.pool), []);
});
