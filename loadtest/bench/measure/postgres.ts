/** What Postgres itself says of a window: how much it wrote ahead, and which statements took its time. */
import pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly calls: number;
  /** Executing, planning left out; of all calls. */
  readonly milliseconds: number;
  readonly rows: number;
}

export interface PostgresReading {
  /** Bytes of write-ahead log. */
  readonly wal: number;
  /** Those that took longest first; absent without pg_stat_statements. */
  readonly statements?: readonly Statement[];
}

const statementsKept = 25;

export class PostgresProbe {
  readonly #client: pg.Client;
  readonly #statements: boolean;
  #wal = '0/0';

  private constructor(client: pg.Client, statements: boolean) {
    this.#client = client;
    this.#statements = statements;
  }

  /** @param statements whether the server was started with pg_stat_statements */
  static async connect(url: string, statements: boolean): Promise<PostgresProbe> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    if (statements) await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    return new PostgresProbe(client, statements);
  }

  async open(): Promise<void> {
    if (this.#statements) await this.#client.query('SELECT pg_stat_statements_reset()');
    const { rows } = await this.#client.query<{ at: string }>('SELECT pg_current_wal_insert_lsn() AS at');
    this.#wal = rows[0]?.at ?? this.#wal;
  }

  async close(): Promise<PostgresReading> {
    const { rows } = await this.#client.query<{ bytes: string }>(
      'SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), $1) AS bytes',
      [this.#wal],
    );
    const wal = Number(rows[0]?.bytes);
    return this.#statements ? { wal, statements: await this.#longest() } : { wal };
  }

  async #longest(): Promise<Statement[]> {
    const { rows } = await this.#client.query<{ text: string; calls: string; milliseconds: number; rows: string }>(
      `SELECT query AS text, sum(calls) AS calls, sum(total_exec_time) AS milliseconds, sum(rows) AS rows
       FROM pg_stat_statements
       WHERE query !~ 'pg_stat_statements|pg_current_wal_insert_lsn' GROUP BY query ORDER BY milliseconds DESC LIMIT $1`,
      [statementsKept],
    );
    return rows.map(({ text, calls, milliseconds, rows: found }) => ({
      text: text
        .replaceAll(/--[^\n]*\n/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
      calls: Number(calls),
      milliseconds,
      rows: Number(found),
    }));
  }

  end(): Promise<void> {
    return this.#client.end();
  }
}
