/**
 * Receipts and transfers are partitioned by month. Partitions are made ahead of time; a row of a month that has none
 * (a clock years off) falls into the default partition and is none the worse for it.
 */
import type { Database } from '../database.ts';
import { inTransaction } from '../database.ts';

const monthsAhead = 3;
/** Any number, as long as it is the same in every gateway. */
const advisoryLock = 7_246_120_004;

/** The lowest UUIDv7 of a moment: 48 bits of milliseconds, then zeros. */
function lowestId(atMs: number): string {
  const hex = atMs.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-0000-0000-000000000000`;
}

/** Makes the partitions of the current month and of the next ones, by the clock of Postgres. Safe to run at any time. */
export async function makePartitions(database: Database): Promise<void> {
  await inTransaction(database, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLock]);
    const { rows } = await client.query<{ name: string; from: string; to: string }>(
      `SELECT to_char(m, 'YYYY_MM') AS name,
              (extract(epoch FROM m) * 1000)::bigint::text AS from,
              (extract(epoch FROM m + interval '1 month') * 1000)::bigint::text AS to
       FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
                            date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1),
                            interval '1 month') AS m`,
      [monthsAhead],
    );
    for (const { name, from, to } of rows) {
      const [fromMs, toMs] = [Number(from), Number(to)];
      await makePartition(client, `receipts_${name}`, 'receipts', lowestId(fromMs), lowestId(toMs));
      const days = [new Date(fromMs), new Date(toMs)].map((day) => day.toISOString());
      await makePartition(client, `transfers_${name}`, 'transfers', days[0] ?? '', days[1] ?? '');
    }
  });
}

async function makePartition(
  client: { query(text: string, values?: unknown[]): Promise<{ rowCount: number | null }> },
  name: string,
  parent: string,
  from: string,
  to: string,
): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_class WHERE relname = $1', [name]);
  if (rowCount === 1) return;
  // DDL takes no parameters; every part of this text is made from a date, here.
  await client.query(`CREATE TABLE ${name} PARTITION OF ${parent} FOR VALUES FROM ('${from}') TO ('${to}')`);
}
