/**
 * The replies of a replay held against the gateway's tables: the rows of its receipts, the transfers of its members'
 * parties, and the purses those come to. Reads only.
 */
import pg from 'pg';
import { pointsByCard } from './reconcile.ts';
import type { Settled } from './tally.ts';

export interface DatabaseReconciled {
  readonly receipts: number;
  readonly parties: number;
  readonly transfers: number;
  readonly differences: readonly string[];
}

interface ReceiptRow {
  id: string;
  kind: string;
  state: string;
  gross: string;
  discount: string;
  redeemed: string;
  net: string;
  earned: string;
}

interface PartyRow {
  party: string;
  cards: string[];
  state: { purses: Record<string, { posted: number; held: number; pending: number }>; debt: number };
}

interface SumRow {
  party: string;
  count: string;
  last: string;
  issued: string;
  spent: string;
  taken: string;
  purse: string;
  pending: string;
  debt: string;
}

const chunk = 1_000;

export async function reconcileDatabase(url: string, settled: readonly Settled[]): Promise<DatabaseReconciled> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    // One snapshot for all, and nothing can be written by mistake.
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const differences: string[] = [];
    let receipts = 0;
    for (const part of chunks(settled)) receipts += await compareReceipts(client, part, differences);
    const cards = pointsByCard(settled);
    let parties = 0;
    let transfers = 0;
    for (const part of chunks([...cards.keys()])) {
      const found = await compareParties(client, part, settledByCard(settled, new Set(part)), differences);
      parties += found.parties;
      transfers += found.transfers;
    }
    return { receipts, parties, transfers, differences };
  } finally {
    await client.end();
  }
}

async function compareReceipts(client: pg.Client, settled: readonly Settled[], differences: string[]): Promise<number> {
  const { rows } = await client.query<ReceiptRow>(
    'SELECT id, kind, state, gross, discount, redeemed, net, earned FROM receipts WHERE id = ANY($1::uuid[])',
    [settled.map(({ id }) => id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const one of settled) {
    const name = `${one.kind} ${one.number}`;
    const row = byId.get(one.id);
    if (row === undefined) differences.push(`${name}: receipts has no row of it`);
    else if (row.kind !== one.kind || row.state !== 'committed')
      differences.push(`${name}: is a ${row.kind}, ${row.state}`);
    else {
      // A return's row has what was refunded, and the points that moved back.
      const pairs: readonly (readonly [string, number, string])[] =
        one.kind === 'sale'
          ? [
              ['gross', one.gross, row.gross],
              ['discount', one.discount, row.discount],
              ['redeemed', one.redeemed, row.redeemed],
              ['net', one.net, row.net],
              ['earned', one.earned, row.earned],
            ]
          : [
              ['refund', one.refund, row.net],
              ['points returned', one.pointsReturned, row.redeemed],
              ['points taken', one.pointsTaken, row.earned],
            ];
      for (const [field, answered, kept] of pairs) {
        if (String(answered) !== kept)
          differences.push(`${name}: ${field} was answered as ${answered}, is kept as ${kept}`);
      }
    }
  }
  return rows.length;
}

interface CardSums {
  issued: number;
  /** Net of what was given back. */
  spent: number;
  taken: number;
  readonly receipts: string[];
}

function settledByCard(settled: readonly Settled[], cards: ReadonlySet<string>): Map<string, CardSums> {
  const sums = new Map<string, CardSums>();
  for (const one of settled) {
    if (one.card === undefined || !cards.has(one.card)) continue;
    const sum = sums.get(one.card) ?? { issued: 0, spent: 0, taken: 0, receipts: [] };
    sums.set(one.card, sum);
    sum.receipts.push(one.id);
    if (one.kind === 'sale') {
      sum.issued += one.earned;
      sum.spent += one.spent;
    } else {
      sum.spent -= one.pointsReturned;
      sum.taken += one.pointsTaken;
    }
  }
  return sums;
}

async function compareParties(
  client: pg.Client,
  cards: readonly string[],
  expected: ReadonlyMap<string, CardSums>,
  differences: string[],
): Promise<{ parties: number; transfers: number }> {
  const parties = await client.query<PartyRow>(
    `SELECT p.id AS party, p.state, array_agg(c.number) AS cards
       FROM cards c JOIN members m ON m.id = c.member JOIN parties p ON p.id = m.party
      WHERE c.number = ANY($1::text[]) GROUP BY p.id`,
    [cards],
  );
  const sums = await client.query<SumRow>(
    `SELECT party, count(*), max(seq) AS last,
            sum(amount) FILTER (WHERE debit = 'house:issued' AND receipt = ANY($2::uuid[])) AS issued,
            sum(CASE 'house:redeemed' WHEN credit THEN amount WHEN debit THEN -amount END)
              FILTER (WHERE receipt = ANY($2::uuid[])) AS spent,
            sum(amount) FILTER (WHERE credit = 'house:returned' AND receipt = ANY($2::uuid[])) AS taken,
            sum(CASE WHEN credit LIKE 'purse:%' THEN amount ELSE 0 END - CASE WHEN debit LIKE 'purse:%' THEN amount ELSE 0 END) AS purse,
            sum(CASE WHEN credit LIKE 'pending:%' THEN amount ELSE 0 END - CASE WHEN debit LIKE 'pending:%' THEN amount ELSE 0 END) AS pending,
            sum(CASE 'debt' WHEN debit THEN amount WHEN credit THEN -amount END) AS debt
       FROM transfers WHERE party = ANY($1::bigint[]) GROUP BY party`,
    [parties.rows.map(({ party }) => party), [...expected.values()].flatMap(({ receipts }) => receipts)],
  );
  const byParty = new Map(sums.rows.map((row) => [row.party, row]));
  let transfers = 0;
  for (const { party, cards: own, state } of parties.rows) {
    const row = byParty.get(party);
    transfers += Number(row?.count ?? 0);
    const answered = { issued: 0, spent: 0, taken: 0 };
    for (const card of own) {
      const sum = expected.get(card);
      answered.issued += sum?.issued ?? 0;
      answered.spent += sum?.spent ?? 0;
      answered.taken += sum?.taken ?? 0;
    }
    const purses = Object.values(state.purses);
    const posted = purses.reduce((sum, purse) => sum + purse.posted, 0);
    const pending = purses.reduce((sum, purse) => sum + purse.pending, 0);
    const pairs: readonly (readonly [string, number, string | null | undefined])[] = [
      ['points issued, as answered', answered.issued, row?.issued],
      ['points redeemed less given back, as answered', answered.spent, row?.spent],
      ['points taken back, as answered', answered.taken, row?.taken],
      ['purses, as the party has them', posted, row?.purse],
      ['pending, as the party has them', pending, row?.pending],
      ['debt, as the party has it', state.debt, row?.debt],
      ['transfers, by the number of the last', Number(row?.last ?? 0), row?.count],
    ];
    for (const [what, one, other] of pairs) {
      if (one !== Number(other ?? 0)) {
        differences.push(`card ${own.join(', ')}: ${what}: ${one}; its transfers come to ${Number(other ?? 0)}`);
      }
    }
  }
  const found = new Set(parties.rows.flatMap((row) => row.cards));
  for (const card of cards) if (!found.has(card)) differences.push(`card ${card}: it has no party`);
  return { parties: parties.rows.length, transfers };
}

function* chunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += chunk) yield list.slice(from, from + chunk);
}
