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
    /** Queries are sent without waiting for the answers of those before; answered in order. */
    pipeline?: boolean;
  },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    application_name: options.applicationName ?? 'tillgate',
    types,
    pipeline: options.pipeline ?? false,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // A connection that is lost while somebody has it says so by an event as well, which ends a process that does not
  // listen; the query under way fails too, and that is enough. Listened to from the start: the news may arrive in the same
  // packet as the connection itself.
  pool.on('connect', (client) => client.on('error', () => {}));
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

/**
 * How every transaction that writes begins. A stuck peer must not keep its locks for ever: whoever waits for them gives
 * up after a while, and Postgres ends a transaction whose gateway it hears nothing from.
 */
export const begin =
  "BEGIN; SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '20s'; " +
  "SET LOCAL idle_in_transaction_session_timeout = '30s'";

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
 * Sends the queries that `send` makes as one write. Each would be one of its own, and a write to a socket, which wakes
 * whoever listens on the other side, costs more than most queries do. `send` must not wait before it has made them.
 */
export function inOneWrite<T>(client: DatabaseClient, send: () => T): T {
  const { stream } = connectionOf(client);
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
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
