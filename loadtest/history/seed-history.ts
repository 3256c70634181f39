/**
 * A past for a database: months of receipts like those that were committed in it, in their partitions, each with its key,
 * its reply, what was evaluated, its effects and its transfers, of the members that are there, in turn. A ledger that
 * had lived through it would hold the same rows, so `tillgate audit` finds nothing.
 *
 * What it leaves out: nobody paid with points and nothing came back, and campaigns' budgets do not count it. A member's
 * points are what they were, for all that the history gave has expired by now: what a receipt costs can then be
 * compared with and without a past.
 *
 * Postgres does the work, chunk after chunk on two connections. No gateway may be running, and what Redis has cached is
 * out of date afterwards. Interrupted, it leaves a database that is good for nothing.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { type Candidate, piecesOf } from './pattern.ts';

export interface HistoryOrder {
  readonly receipts: number;
  /** How far back it reaches. */
  readonly months: number;
}

const chunk = 5_000;
const connections = 2;
const patternsAtMost = 64;
const dayMs = 86_400_000;
const monthMs = 30 * dayMs;
const lotMs = 30 * dayMs;

const sql = (name: string): string =>
  readFileSync(new URL(import.meta.resolve(`tillgate/loadtest/history/${name}.sql`)), 'utf8');
const inserts = ['insert-receipts', 'insert-keys', 'insert-transfers'].map(sql);

/**
 * `onProgress` is told how many receipts are there, a chunk at a time.
 * @throws Error where the database has no member, or no receipt to make others like
 */
export async function seedHistory(
  databaseUrl: string,
  order: HistoryOrder,
  onProgress: (receipts: number) => void = () => {},
): Promise<void> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  const [first] = clients as [pg.Client];
  try {
    for (const client of clients)
      await client.query("SET synchronous_commit = off; SET work_mem = '64MB'; SET jit = off");
    await first.query(sql('plan'));
    await plan(first, order);
    let next = 0;
    let done = 0;
    const work = async (client: pg.Client): Promise<void> => {
      while (next < order.receipts) {
        const from = next;
        next = Math.min(order.receipts, from + chunk);
        const to = next - 1;
        for (const insert of inserts) await client.query(insert, [from, to]);
        done += to - from + 1;
        onProgress(done);
      }
    };
    await Promise.all(clients.map(work));
    await first.query(sql('update-parties'));
    await first.query('DROP SCHEMA history CASCADE');
    await tidy(clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function plan(client: pg.Client, { receipts, months }: HistoryOrder): Promise<void> {
  const { rows: members } = await client.query<{ count: string }>('SELECT count(*) FROM history.member');
  const count = Number(members[0]?.count);
  if (count === 0) throw new Error('a history needs members: the database has none');
  const { rows: candidates } = await client.query<Candidate>(sql('patterns'), [patternsAtMost]);
  const [one] = candidates;
  if (one === undefined)
    throw new Error('a history is made like the receipts of members that are there: there is none');
  for (const [k, candidate] of candidates.entries()) await keepPattern(client, k, candidate);
  // Lots of the last receipts must have expired by now as well.
  const until = Date.now() - dayMs;
  const since = until - months * monthMs;
  const awayMs = (until - since) / Math.ceil(receipts / count);
  const lasts = Math.max(1, Math.floor(Math.min(lotMs, awayMs / 2)));
  await makeMonths(client, since, until);
  await client.query('INSERT INTO history.plan VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    receipts,
    count,
    candidates.length,
    one.lots.length,
    since,
    until,
    lasts,
  ]);
  await client.query('ANALYZE history.member, history.pattern, history.plan');
}

async function keepPattern(client: pg.Client, k: number, candidate: Candidate): Promise<void> {
  const pieces = piecesOf(candidate);
  const { lots } = candidate;
  await client.query(
    `INSERT INTO history.pattern
     SELECT $1, till, store, s.timezone, r.programme, version, gross, discount, net, earned, $3, $4, $5, $6, $7
     FROM receipts r JOIN stores s ON s.code = r.store WHERE r.id = $2`,
    [
      k,
      candidate.id,
      pieces.contents,
      pieces.effects,
      lots.map(({ purse }) => purse),
      lots.map(({ rule }) => rule),
      lots.map(({ points }) => points),
    ],
  );
}

/** As the ledger makes those of the months to come. */
async function makeMonths(client: pg.Client, since: number, until: number): Promise<void> {
  const { rows } = await client.query<{ name: string; from: string; to: string }>(sql('months'), [since, until]);
  for (const { name, from, to } of rows) {
    const id = (time: string) => {
      const hex = Date.parse(time).toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
    };
    await client.query(`
      CREATE TABLE receipts_${name} PARTITION OF receipts FOR VALUES FROM ('${id(from)}') TO ('${id(to)}')
        WITH (toast_tuple_target = 8160);
      CREATE TABLE transfers_${name} PARTITION OF transfers FOR VALUES FROM ('${from}') TO ('${to}')`);
  }
}

/** As if autovacuum had come round, which otherwise would do so when somebody measures. */
async function tidy(clients: readonly pg.Client[]): Promise<void> {
  const [first] = clients as [pg.Client];
  await first.query('VACUUM FULL parties');
  const { rows } = await first.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY pg_relation_size(oid) DESC`,
  );
  const left = rows.map(({ name }) => name);
  const work = async (client: pg.Client): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) await client.query(`VACUUM ANALYZE ${name}`);
  };
  await Promise.all(clients.map(work));
  // Of the partitioned tables as a whole, which autovacuum leaves alone.
  await first.query('ANALYZE receipts, transfers');
  await first.query('CHECKPOINT');
}
