/** What must hold when a history has come to rest: asked of the gateway, and of the database. */
import { deepEqual, equal } from 'node:assert/strict';
import { audit } from '../../ledger/audit/audit.ts';
import type { Database } from '../../ledger/database.ts';
import { loadParties } from '../../ledger/parties/load.ts';
import { settledAt } from '../../ledger/parties/member-state.ts';
import { readReceipts } from '../../ledger/receipts/read.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Evaluator } from '../../workers/evaluator.ts';
import { sameAtAll } from './check-gateways.ts';
import { checkRedis } from './check-redis.ts';
import type { AskedGateway, History, Sale } from './history.ts';

/** What a history is held against. */
export interface Ledger {
  readonly pool: Database;
  readonly redisUrl: string;
  readonly evaluator: Pick<Evaluator, 'evaluate'>;
  /** Each of them asked directly. */
  readonly gateways: readonly AskedGateway[];
}

/**
 * I1, I2, I10 for each receipt, then everything comes back, and then I3 to I7, I9 and the member's points; and before and
 * after that, that all gateways say the same, and Redis what Postgres says (I8).
 */
export async function checkHistory(ledger: Ledger, history: History): Promise<void> {
  for (const sale of history.sales) await checkSale(ledger, history, sale);
  for (const sent of history.returns) await history.returnAgain(sent);
  deepEqual(await audit(ledger.pool), [], 'the ledger is sound');
  await sameAtAll(ledger.gateways, history);
  for (const { id, till } of history.holds)
    await history.send(till, `POST /v1/holds/${id}/void`, undefined, ['hold_resolved']);
  for (const sale of history.sales) if (!sale.cancelled) await history.returnRest(sale);
  for (const { id, cancelled, ...sale } of history.sales) {
    if (cancelled) continue;
    const { refund, pointsReturned, pointsTaken } = sale;
    const back = { refund, pointsReturned, pointsTaken };
    deepEqual(back, { refund: sale.net, pointsReturned: sale.redeemed, pointsTaken: sale.earned }, `${id} is back`);
  }
  deepEqual(await audit(ledger.pool), [], 'the ledger is sound when everything is back');
  for (const household of await householdsOf(ledger, history.members)) await checkParty(ledger, history, household);
  await sameAtAll(ledger.gateways, history);
  await checkRedis(ledger);
}

async function checkSale({ pool, evaluator, gateways }: Ledger, history: History, sale: Sale): Promise<void> {
  await history.commitAgain(sale);
  const { rows } = await pool.query(
    'SELECT count(*)::int AS count FROM receipts WHERE till = $1 AND number = $2 AND kind = $3',
    [sale.sent.till, sale.sent.body.number, 'sale'],
  );
  equal(rows[0].count, 1, `${sale.id} is there once`);
  const text = sale.attached ?? sale.sent.text;
  for (const gateway of gateways) {
    const found = await gateway.call(sale.sent.till, `GET /v1/receipts/${sale.id}`);
    if (sale.cancelled) deepEqual(found.body, { ...JSON.parse(text), state: 'cancelled' });
    else equal(found.text, text, `${sale.id} reads as it was answered`);
  }

  const reply = JSON.parse(text);
  const totals = { gross: 0, discount: 0, redeemed: 0, net: 0, earned: 0 };
  for (const line of reply.lines) {
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += line[name];
    equal(line.gross - line.discount - line.redeemed, line.net, `${sale.id}: line ${line.line} adds up`);
  }
  deepEqual(totals, reply.totals, `${sale.id}: the lines are the totals`);
  const [row] = await readReceipts(pool, [sale.id]);
  const outcome = await evaluator.evaluate(JSON.parse(row?.input ?? '') as EvaluationInput);
  if (!outcome.ok) throw new Error(`${sale.id} cannot be evaluated again: ${outcome.detail}`);
  const again = outcome.evaluation.lines.map(({ line, net, redeemed, earned }) => [line, net, redeemed, earned]);
  const then = reply.lines.map((line: Record<string, number>) => [line.line, line.net, line.redeemed, line.earned]);
  deepEqual(again, then, `${sale.id}: evaluated again from what is stored, it is the same`);
}

interface Household {
  readonly party: number;
  readonly cards: readonly string[];
}

async function householdsOf({ pool }: Ledger, cards: readonly string[]): Promise<Household[]> {
  const { rows } = await pool.query<Household>(
    'SELECT party, array_agg(number) AS cards FROM members m JOIN cards c ON c.member = m.id WHERE number = ANY($1) GROUP BY party',
    [cards],
  );
  return rows;
}

/** All that was sold is back: what is left of the points is what was never of a sale. */
async function checkParty({ pool, gateways }: Ledger, history: History, { party, cards }: Household): Promise<void> {
  const { rows } = await pool.query<Record<'issued' | 'returned' | 'redeemed' | 'restored', number>>(
    `SELECT coalesce(sum(amount) FILTER (WHERE debit = 'house:issued'), 0)::int AS issued,
            coalesce(sum(amount) FILTER (WHERE credit = 'house:returned'), 0)::int AS returned,
            coalesce(sum(amount) FILTER (WHERE credit = 'house:redeemed'), 0)::int AS redeemed,
            coalesce(sum(amount) FILTER (WHERE debit = 'house:redeemed'), 0)::int AS restored
     FROM transfers WHERE party = $1`,
    [party],
  );
  const { issued = 0, returned = 0, redeemed = 0, restored = 0 } = rows[0] ?? {};
  equal(restored, redeemed, `${cards}: what was redeemed is restored`);
  const takenUnmatched = cards.reduce((sum, card) => sum + (history.takenUnmatched.get(card) ?? 0), 0);
  equal(returned, issued + takenUnmatched, `${cards}: what was earned is taken back`);
  const [snapshot] = await loadParties(pool, [party]);
  if (snapshot === undefined) throw new Error(`party ${party} is gone`);
  for (const [purse, { held }] of Object.entries(snapshot.state.purses)) equal(held, 0, `${cards}: ${purse} held`);
  for (const at of gateways) {
    for (const card of cards) {
      const asked = { number: 'q', businessTime: at.time(), channel: 'pos', member: { card }, lines: [] };
      const { balance } = (await at.call('t1', 'POST /v1/quotes', asked)).body.points;
      equal(balance, settledAt(snapshot, at.now()).available(), `${card}: the till sees what is there`);
    }
  }
}
