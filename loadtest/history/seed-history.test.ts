/** A made-up past is one that the ledger could have had: the auditor, the till and the evaluator find nothing odd in it. */
import t from 'tap';
import { programme, receipt } from '../../gateway/testing/receipts.ts';
import { startGateway } from '../../gateway/testing/start-gateway.ts';
import { audit } from '../../ledger/audit/audit.ts';
import { readReceipts } from '../../ledger/receipts/read.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import { seedHistory } from './seed-history.ts';

const gateway = await startGateway(t, { programme });
const { pool, url, call, time, join } = gateway;
const receipts = 600;

t.test('without a receipt to make others like there is none', async (t) => {
  await t.rejects(seedHistory(url, { receipts: 1, months: 1 }), /is made like the receipts of members/);
});

t.test('a past of a year', async (t) => {
  for (const number of ['c1', 'c2', 'c3']) await join({ cards: [{ number, type: 'club' }] });
  for (const [index, card] of ['anna', 'boris', 'c1', 'c2', 'anna'].entries()) {
    const till = index % 2 === 0 ? 't1' : 't3';
    const body = receipt(`real-${index}`, time(), { member: { card }, channel: index === 3 ? 'web' : 'pos' });
    t.equal((await call(till, 'POST /v1/receipts', body)).status, 201);
  }
  const seen: number[] = [];
  await seedHistory(url, { receipts, months: 12 }, (done) => seen.push(done));
  t.equal(seen.at(-1), receipts);
  t.strictSame(await audit(pool), [], 'the ledger is sound');

  const { rows } = await pool.query<{ partition: string; count: number }>(
    "SELECT tableoid::regclass::text AS partition, count(*)::int FROM receipts WHERE number LIKE 'h%' GROUP BY 1",
  );
  t.ok(rows.length >= 12 && rows.length <= 14, 'in the partition of its month');
  t.notMatch(
    rows.map(({ partition }) => partition),
    ['receipts_default'],
  );
  const { rows: late } = await pool.query(
    `SELECT FROM transfers a JOIN transfers b ON a.party = b.party AND a.seq < b.seq AND a.at > b.at
     WHERE greatest(a.at, b.at) < now() - interval '20 hours'`,
  );
  t.equal(late.length, 0, 'what is numbered later happened later');
});

t.test('its receipts are receipts', async (t) => {
  const { rows: ids } = await pool.query<{ id: string }>(
    "SELECT id FROM receipts WHERE number IN ('h0', 'h321', 'h599')",
  );
  const rows = await readReceipts(
    pool,
    ids.map(({ id }) => id),
  );
  t.equal(rows.length, 3);
  for (const { id, till: of, input = '', reply } of rows) {
    const till = of as 't1' | 't3';
    const { body, text } = await call(till, `GET /v1/receipts/${id}`);
    t.equal(text, reply);
    t.equal(body.id, id);
    const outcome = await gateway.parts.evaluator.evaluate(JSON.parse(input) as EvaluationInput);
    t.ok(outcome.ok && outcome.evaluation.totals.net === body.totals.net, 'evaluated again it is the same');
    const lines = [{ line: 1, quantity: 1 }];
    const back = await call(till, 'POST /v1/returns', {
      number: `b-${id}`,
      businessTime: time(),
      receipt: { id },
      lines,
    });
    t.equal(back.status, 201, back.text);
    t.equal(back.body.refund, body.totals.net);
    t.equal(back.body.pointsTaken, body.totals.earned, 'from points earned since, or owed');
  }
  t.strictSame(await audit(pool), [], 'the ledger is sound');
});
