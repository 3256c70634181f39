/** Connections to Postgres, and how its types arrive: bigint as a safe number, date as the text it is. */
import type { Socket } from 'node:net';
import pg from 'pg';

/** Anything that runs a query: a pool, or one client of it within a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;
export type Database = pg.Pool;
export type DatabaseClient = pg.PoolClient;

const int8 = 20;
const date = 1082;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`a bigint of the database is beyond 2^53: ${text}`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === int8) return safeInteger;
    if (oid === date) return (text: string) => text;
    return format === undefined ? pg.types.getTypeParser(oid) : pg.types.getTypeParser(oid, format as 'text');
  }) as pg.CustomTypesConfig['getTypeParser'],
};

/** A query with its parameters, not sent yet. */
export type Statement = pg.QueryConfig;

export function openDatabase(
  url: string,
  options: {
    max: number;
    applicationName?: string;
    /** For the committer's lanes: whatever a connection does has the limits of every transaction, without being told each time. */
    limited?: boolean;
  },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.applicationName ?? 'tillgate',
    types,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // A connection that is lost while somebody has it says so by an event as well, which ends a process that does not
  // listen; the query under way fails too, and that is enough. Listened to from the start: the news may arrive in the same
  // packet as the connection itself.
  pool.on('connect', (client) => {
    client.on('error', () => {});
    // One that does not take them is not worked with.
    if (options.limited === true) client.query(sessionLimits).catch(() => cutConnection(client));
  });
  return pool;
}

/** The clock of Postgres, epoch ms: one for all gateways, whatever their own clocks say. */
export async function clockOf(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ now: number }>({
    name: 'clock',
    text: 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
  });
  return (rows[0] as { now: number }).now;
}

const statementLimits = { statement_timeout: '20s', idle_in_transaction_session_timeout: '30s' };

/**
 * How every transaction that writes begins. A stuck peer must not keep its locks for ever: whoever waits for them gives
 * up after a while, and Postgres ends a transaction whose gateway it hears nothing from.
 */
const begin = ['BEGIN', ...settings('SET LOCAL', { lock_timeout: '10s', ...statementLimits })].join('; ');

/** Far more than a batch takes, of another lane or gateway; a gateway that died keeps its locks for longer. */
export const laneLockMs = 5_000;

/** For a transaction that waits for locks otherwise than the connection does by itself. */
export function lockLimit(lockMs: number): Statement[] {
  if (lockMs === laneLockMs) return [];
  const text = "SELECT set_config('lock_timeout', $1, true)";
  return [{ name: 'limit-locks', text, values: [Math.ceil(lockMs)] }];
}

/** A gateway that is gone in the midst of a trip leaves Postgres waiting for the rest, where no limit but its line's ends that. */
const lineLimits = { tcp_keepalives_idle: '15', tcp_keepalives_interval: '5', tcp_keepalives_count: '3' };

const sessionLimits = settings('SET', { lock_timeout: `${laneLockMs}ms`, ...statementLimits, ...lineLimits }).join(
  '; ',
);

function settings(set: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `${set} ${name} = '${value}'`);
}

/** Runs `work` in one transaction; rolls back and rethrows what it throws. A client whose rollback fails is discarded. */
export async function inTransaction<T>(database: Database, work: (client: DatabaseClient) => Promise<T>): Promise<T> {
  const client = await database.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: unknown) => {
      broken = new Error('rollback failed', { cause });
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Cuts a connection whatever is under way on it, so that its queries fail now. Given back to the pool as broken, a
 * pipelined one would wait for the answers first.
 */
export function cutConnection(client: DatabaseClient): void {
  connectionOf(client).stream.destroy(new Error('Connection terminated: it has not answered in time'));
}

function connectionOf(client: DatabaseClient): { readonly stream: Socket } {
  return (client as unknown as { connection: { stream: Socket } }).connection;
}
