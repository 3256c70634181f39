/**
 * Receipts and transfers are partitioned by month. Partitions are made ahead of time; a row of a month that has none
 * (a clock years off) falls into the default partition, and is moved when its month gets one.
 */
import { type Database, type DatabaseClient, inTransaction } from '../database.ts';
import { lowestId } from '../receipts/lowest-id.ts';

const monthsAhead = 3;
/** Any number, as long as it is the same in every gateway. */
const advisoryLock = 7_246_120_004;
/** A receipt's contents stay in its row; a partitioned table hands no such setting down (migration 0012). */
const wholeRows = 'toast_tuple_target = 8160';
/** lock_not_available */
const lockTimedOut = '55P03';

interface Month {
  /** 2026_11 */
  readonly name: string;
  /** Epoch ms, the second excluded. */
  readonly from: number;
  readonly to: number;
}

/**
 * Makes the partitions of the current month and of the next ones, by the clock of Postgres. Safe to run at any time:
 * where a long report would keep it waiting, and others behind it, it leaves the rest to the next time.
 */
export async function makePartitions(database: Database): Promise<void> {
  for (const month of await monthsToCome(database)) {
    const uuid = [lowestId(month.from), lowestId(month.to)] as const;
    const time = [new Date(month.from).toISOString(), new Date(month.to).toISOString()] as const;
    const made =
      (await makePartition(database, 'receipts', 'id', `receipts_${month.name}`, uuid)) &&
      (await makePartition(database, 'transfers', 'at', `transfers_${month.name}`, time));
    if (!made) return;
  }
}

async function monthsToCome(database: Database): Promise<Month[]> {
  const { rows } = await database.query<Month>(
    `SELECT to_char(month, 'YYYY_MM') AS name,
            (extract(epoch FROM month AT TIME ZONE 'UTC') * 1000)::bigint AS "from",
            (extract(epoch FROM (month + interval '1 month') AT TIME ZONE 'UTC') * 1000)::bigint AS "to"
     FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
                          date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1),
                          interval '1 month') AS month`,
    [monthsAhead],
  );
  return rows;
}

/**
 * False: it would have had to wait. A table of its own first, attached when it has the rows of the default partition that are its: attaching locks the
 * parent against other changes of its partitions alone, where CREATE TABLE … PARTITION OF keeps every receipt waiting.
 */
async function makePartition(
  database: Database,
  parent: string,
  column: string,
  name: string,
  [from, to]: readonly [string, string],
): Promise<boolean> {
  try {
    await inTransaction(database, async (client) => {
      if (await exists(client, name)) return;
      await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLock]);
      if (await exists(client, name)) return;
      await client.query("SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = 0");
      // DDL takes no parameters; every part of these texts is a name or a date made here.
      await client.query(
        `CREATE TABLE ${name} (LIKE ${parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)`,
      );
      if (parent === 'receipts') await client.query(`ALTER TABLE ${name} SET (${wholeRows})`);
      await client.query(`LOCK TABLE ${parent}_default IN ACCESS EXCLUSIVE MODE`);
      await client.query(
        `WITH moved AS (DELETE FROM ${parent}_default WHERE ${column} >= '${from}' AND ${column} < '${to}' RETURNING *)
         INSERT INTO ${name} SELECT * FROM moved`,
      );
      await client.query(`ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
    });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === lockTimedOut) return false;
    throw error;
  }
}

async function exists(client: DatabaseClient, name: string): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [name]);
  return rows[0]?.there === true;
}
