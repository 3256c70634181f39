/** What is remembered of a member is what the receipts that stand, and the activities, come to; so are gifts to referrers. */
import { deepEqual, equal } from 'node:assert/strict';
import type { Database } from '../../ledger/database.ts';
import { loadParties } from '../../ledger/parties/load.ts';
import { until } from '../../ledger/testing/until.ts';
import type { PartyFacts } from '../../rules/model/member-state.ts';
import type { Ledger } from './check-history.ts';
import { type History, type Sale, stands } from './history.ts';

/** Until gateways have nothing left that they do each second: gifts to give or to take back, holds that have lapsed. */
export async function atRest({ pool, hurry }: Pick<Ledger, 'pool' | 'hurry'>): Promise<void> {
  await until(async () => {
    await hurry?.();
    const { rowCount } = await pool.query(
      `SELECT FROM occasions WHERE state IN ('due', 'back')
       UNION ALL SELECT FROM holds WHERE state IN ('active', 'code_pending') AND expires_at <= now()`,
    );
    return rowCount === 0;
  });
}

export interface Household {
  readonly party: number;
  readonly cards: readonly string[];
  /** With those that were blocked. */
  readonly all: readonly string[];
}

export async function checkFacts(pool: Database, history: History, { party, cards, all }: Household): Promise<void> {
  const [snapshot] = await loadParties(pool, [party]);
  if (snapshot === undefined) throw new Error(`party ${party} is gone`);
  const { facts } = snapshot.state;
  const sales = history.sales.filter(({ card, cancelled }) => !cancelled && all.includes(card ?? ''));
  equal(facts.purchases, sales.length, `${cards}: purchases`);
  deepEqual(countedIn(facts), countedOf(sales), `${cards}: counters`);
  const surveys = history.activities.filter(({ card }) => cards.includes(card));
  equal(facts.activities?.survey?.count ?? 0, surveys.length, `${cards}: surveys`);
  equal(facts.activities?.referral?.count ?? 0, await friendsOf(pool, party), `${cards}: friends who have bought`);
}

/** Sums over all periods and days, by the counter's code. */
function countedIn({ counters = {} }: PartyFacts): Record<string, number> {
  // Of a month: each day that has anything, and its sum.
  const sumOf = (bucket: number | readonly number[]): number =>
    typeof bucket === 'number' ? bucket : bucket.reduce((sum, part, index) => sum + (index % 2 === 1 ? part : 0), 0);
  return Object.fromEntries(
    Object.entries(counters).map(([key, buckets]) => [
      key.slice(0, key.indexOf('~')),
      Object.values(buckets).reduce<number>((sum, bucket) => sum + sumOf(bucket), 0),
    ]),
  );
}

function countedOf(sales: readonly Sale[]): Record<string, number> {
  const cakes = (sale: Sale): number =>
    (sale.sent.body.lines as { line: number; sku: string }[])
      .filter(({ sku }) => sku === 'cake')
      .reduce((sum, { line }) => sum + (sale.lines.get(line) ?? 0) - (sale.returned.get(line) ?? 0), 0);
  const counted = {
    spend: sales.reduce((sum, { net, refund }) => sum + net - refund, 0),
    visits: sales.filter(stands).length,
    cakes: sales.reduce((sum, sale) => sum + cakes(sale), 0),
  };
  return Object.fromEntries(Object.entries(counted).filter(([, sum]) => sum !== 0));
}

async function friendsOf(pool: Database, party: number): Promise<number> {
  const { rows } = await pool.query<{ input: string }>(
    "SELECT input FROM occasions WHERE party = $1 AND happened = 'gift' AND state = 'done'",
    [party],
  );
  const gifts = rows.map(({ input }) => JSON.parse(input)).filter(({ counts }) => counts === true);
  equal(new Set(gifts.map(({ friend }) => friend)).size, gifts.length, 'a friend counts once');
  return gifts.length;
}

interface Gift {
  readonly receipt: string;
  readonly state: string;
  readonly issued: number;
  readonly returned: number;
}

/** A gift stands as long as the purchase that brought it; what is taken back is all of it. */
export async function checkGifts(pool: Database, history: History): Promise<void> {
  const standing = new Map(history.sales.map((sale) => [sale.id, stands(sale)]));
  const { rows } = await pool.query<Gift>(
    `SELECT substr(o.key, 10) AS receipt, o.state,
            coalesce(sum(t.amount) FILTER (WHERE t.debit = 'house:issued'), 0)::int AS issued,
            coalesce(sum(t.amount) FILTER (WHERE t.credit = 'house:returned'), 0)::int AS returned
     FROM occasions o LEFT JOIN transfers t ON t.occasion = o.id
     WHERE o.key = ANY ($1::text[]) GROUP BY o.key, o.state`,
    [[...standing.keys()].map((id) => `referrer/${id}`)],
  );
  for (const { receipt, state, issued, returned } of rows) {
    equal(state, standing.get(receipt) === true ? 'done' : 'undone', `what receipt ${receipt} gave its referrer`);
    equal(returned, state === 'undone' ? issued : 0, `of ${issued} points that receipt ${receipt} gave its referrer`);
  }
}
