/** What must hold when a history has come to rest: asked of the gateway, and of the database. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { audit } from '../../ledger/audit/audit.ts';
import type { Database } from '../../ledger/database.ts';
import { loadParties } from '../../ledger/parties/load.ts';
import { settledAt } from '../../ledger/parties/member-state.ts';
import { readReceipts } from '../../ledger/receipts/read.ts';
import type { EvaluationInput } from '../../rules/model/evaluation.ts';
import type { Evaluator } from '../../workers/evaluator.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkBudgets, checkCoupons } from './check-coupons.ts';
import { atRest, checkFacts, checkGifts, type Household } from './check-facts.ts';
import { sameAtAll } from './check-gateways.ts';
import { checkRedis } from './check-redis.ts';
import { type AskedGateway, type History, type Sale, stands } from './history.ts';

/** What a history is held against. */
export interface Ledger {
  readonly pool: Database;
  readonly redisUrl: string;
  readonly evaluator: Pick<Evaluator, 'evaluate'>;
  /** Each of them asked directly. */
  readonly gateways: readonly AskedGateway[];
  /** Does at once what gateways do each second. */
  readonly hurry?: () => Promise<void>;
}

/**
 * I1, I2, I10 for each receipt, then everything comes back, and then I3 to I7, I9 and the member's points; and before and
 * after that, that all gateways say the same, and Redis what Postgres says (I8).
 */
export async function checkHistory(ledger: Ledger, history: History): Promise<void> {
  for (const sale of history.sales) await checkSale(ledger, history, sale);
  for (const sent of history.returns) await history.returnAgain(sent);
  for (const told of history.activities) await history.tellAgain(told);
  await checkPast(ledger, history);
  deepEqual(await audit(ledger.pool), [], 'the ledger is sound');
  await sameAtAll(ledger.gateways, history);
  for (const { id, till } of history.holds)
    await history.send(till, `POST /v1/holds/${id}/void`, undefined, ['hold_resolved']);
  await returnAll(history);
  for (const { id, cancelled, ...sale } of history.sales) {
    if (cancelled) continue;
    const { refund, pointsReturned, pointsTaken } = sale;
    const back = { refund, pointsReturned, pointsTaken };
    deepEqual(back, { refund: sale.net, pointsReturned: sale.redeemed, pointsTaken: sale.earned }, `${id} is back`);
  }
  await checkPast(ledger, history);
  await checkBudgets(ledger, history);
  deepEqual(await audit(ledger.pool), [], 'the ledger is sound when everything is back');
  for (const household of await householdsOf(ledger, history.members)) await checkParty(ledger, history, household);
  await sameAtAll(ledger.gateways, history);
  await checkRedis(ledger);
}

/** Whatever follows from the receipts that stand. */
async function checkPast(ledger: Ledger, history: History): Promise<void> {
  await atRest(ledger);
  await checkCoupons(ledger, history);
  await checkCertificates(ledger, history);
  await checkGifts(ledger.pool, history);
  for (const household of await householdsOf(ledger, history.members))
    await checkFacts(ledger.pool, history, household);
}

/** A certificate that has paid for another receipt can come back when that has: the last that was sold is the first. */
async function returnAll(history: History): Promise<void> {
  for (let left = Number.POSITIVE_INFINITY; ; ) {
    const standing = history.sales.filter(stands);
    if (standing.length === 0) return;
    if (standing.length === left) throw new Error(`receipts cannot be returned: ${standing.map(({ id }) => id)}`);
    left = standing.length;
    for (const sale of standing.toReversed()) await history.returnRest(sale);
  }
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

async function householdsOf({ pool }: Ledger, cards: readonly string[]): Promise<Household[]> {
  const { rows } = await pool.query<Household>(
    `SELECT party, array_agg(number) AS all, array_agg(number) FILTER (WHERE number = ANY ($1)) AS cards
     FROM members m JOIN cards c ON c.member = m.id GROUP BY party HAVING bool_or(number = ANY ($1))`,
    [cards],
  );
  return rows;
}

/** All that was sold is back: what is left of the points is what was never of a sale; of stamps, what was forgiven. */
async function checkParty({ pool, gateways }: Ledger, history: History, { party, cards }: Household): Promise<void> {
  const { rows } = await pool.query<
    Record<'issued' | 'returned' | 'redeemed' | 'restored' | 'asked' | 'forgiven' | 'stamps', number>
  >(
    `SELECT coalesce(sum(amount) FILTER (WHERE debit = 'house:issued' AND sold), 0)::int AS issued,
            coalesce(sum(amount) FILTER (WHERE credit = 'house:returned' AND sold), 0)::int AS returned,
            coalesce(sum(amount) FILTER (WHERE credit = 'house:redeemed'), 0)::int AS redeemed,
            coalesce(sum(amount) FILTER (WHERE debit = 'house:redeemed'), 0)::int AS restored,
            coalesce(sum(amount) FILTER (WHERE happened = 'activity:survey' AND debit = 'house:issued' AND credit <> 'purse:stamps'), 0)::int AS asked,
            coalesce(sum(CASE WHEN credit = 'purse:stamps' THEN amount ELSE -amount END)
                     FILTER (WHERE happened IS NULL AND reason IN ('accrue', 'take-back') AND 'purse:stamps' IN (debit, credit)), 0)::int AS forgiven,
            coalesce(sum(amount) FILTER (WHERE reason = 'cost' AND debit = 'purse:stamps'), 0)::int AS stamps
     FROM (SELECT t.*, o.happened,
                  o.happened IS NULL AND NOT 'purse:stamps' IN (debit, credit) AS sold
           FROM transfers t LEFT JOIN occasions o ON o.id = t.occasion WHERE t.party = $1) t`,
    [party],
  );
  const { issued = 0, returned = 0, redeemed = 0, restored = 0, asked = 0, forgiven = 0, stamps = 0 } = rows[0] ?? {};
  equal(restored, redeemed, `${cards}: what was redeemed is restored`);
  const takenUnmatched = cards.reduce((sum, card) => sum + (history.takenUnmatched.get(card) ?? 0), 0);
  equal(returned, issued + takenUnmatched, `${cards}: what was earned is taken back`);
  ok(forgiven >= 0 && forgiven <= stamps, `${cards}: of ${stamps} stamps that were spent ${forgiven} are forgiven`);
  const told = history.activities.filter(({ card }) => cards.includes(card));
  const earned = told.reduce((sum, activity) => sum + activity.earned, 0);
  equal(asked, earned, `${cards}: what was given for surveys`);
  const [snapshot] = await loadParties(pool, [party]);
  if (snapshot === undefined) throw new Error(`party ${party} is gone`);
  for (const [purse, { held }] of Object.entries(snapshot.state.purses)) equal(held, 0, `${cards}: ${purse} held`);
  const { limits } = snapshot.state.facts;
  deepEqual(
    Object.keys(limits).filter((key) => !key.includes('survey')),
    [],
    `${cards}: limits used by nothing`,
  );
  for (const at of gateways) {
    for (const card of cards) {
      const asked = { number: 'q', businessTime: at.time(), channel: 'pos', member: { card }, lines: [] };
      const { balance } = (await at.call('t1', 'POST /v1/quotes', asked)).body.points;
      equal(balance, settledAt(snapshot, at.now()).available(), `${card}: the till sees what is there`);
    }
  }
}
