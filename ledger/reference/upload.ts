/**
 * An upload of a list, a segment or personal prices: a new version of its code, whole. It is written in many small
 * transactions, which nobody sees, and becomes current in one.
 *
 *     arriving ──makeCurrent──▶ current ──by the next one──▶ replaced ──days later (prune.ts)──▶ gone
 *        └──breaks off, or nothing is heard of it for ten minutes──▶ abandoned ──its rows deleted──▶ (nothing)
 */
import type { Database, Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import { FileFault, type RowsOfFile } from './csv-rows.ts';
import type { ReferenceKind } from './kind.ts';
import { dropVersion } from './prune.ts';
import { type Intake, intakes } from './rows/intake.ts';
import type { NormalPhone } from './rows/member.ts';
import { Columns, type RowError, RowFault } from './rows/row.ts';

const beginVersion = sqlFile('ledger/reference/sql/begin-version.sql');
const hearVersion = sqlFile('ledger/reference/sql/hear-version.sql');
const tooManyPrices = sqlFile('ledger/reference/sql/too-many-prices.sql');
const lockCode = sqlFile('ledger/reference/sql/lock-code.sql');
const replaceCurrent = sqlFile('ledger/reference/sql/replace-current.sql');
const makeVersionCurrent = sqlFile('ledger/reference/sql/make-current.sql');
const abandonVersion = sqlFile('ledger/reference/sql/abandon-version.sql');

/** So many rows of one member and sku are read for a receipt: of prices for one week each, five months. */
export const pricesRead = 20;
/** Every gateway has a list in its memory. */
export const longestList = 1_000_000;
const errorsTold = 20;

export interface Upload {
  readonly kind: ReferenceKind;
  readonly code: string;
  /** Opened once the upload has begun: what is wrong with its beginning is an error of the upload. */
  readonly rows: () => Promise<RowsOfFile>;
  readonly normalPhone: NormalPhone;
  /** Whoever says so means it: a file without rows is more likely an accident. */
  readonly mayBeEmpty?: boolean;
  /** How many rows have been read so far. */
  readonly onProgress?: (rows: number) => void;
}

/** What has come and is not current yet. */
export interface Arrived {
  readonly id: number;
  readonly kind: ReferenceKind;
  readonly code: string;
  /** Of the file. */
  readonly rows: number;
  /** That are kept: without those that were there twice, and those of members who are not known. */
  readonly count: number;
  /** Rows of members who are not known, and the lines of the first of them. */
  readonly unknown: { readonly count: number; readonly lines: readonly number[] };
}

export type UploadOutcome =
  | ({ readonly outcome: 'arrived' } & Arrived)
  /** Nothing of it is left. `more`: not all that is wrong was looked for. */
  | { readonly outcome: 'refused'; readonly errors: readonly RowError[]; readonly more: boolean }
  /** Nothing had been heard of it for ten minutes; nothing of it is left. */
  | { readonly outcome: 'given-up' };

/** Rejects where the stream of rows breaks off, or Postgres is away; then, too, nothing is left. */
export async function upload(database: Database, order: Upload): Promise<UploadOutcome> {
  const arriving = new Arriving(database, order);
  try {
    const outcome = await arriving.read();
    if (outcome.outcome !== 'arrived') await arriving.undo();
    return outcome;
  } catch (error) {
    // Where this fails as well, the job that prunes does it.
    await arriving.undo().catch(() => undefined);
    throw error;
  }
}

/** Undefined: the upload was given up in the meantime, since nothing had been heard of it. */
export async function makeCurrent(client: Queryable, arrived: Arrived): Promise<number | undefined> {
  const { id, kind, code, count } = arrived;
  await client.query({ ...lockCode, values: [kind, code] });
  await client.query({ ...replaceCurrent, values: [kind, code] });
  const { rows } = await client.query<{ version: number }>({ ...makeVersionCurrent, values: [id, count] });
  if (rows[0] === undefined) return undefined;
  await appendToOutbox(client, { events: [{ event: 'reference', kind, code }] });
  return rows[0].version;
}

/** For one that has arrived and is not to become current after all. */
export async function abandon(database: Queryable, { id, kind }: Pick<Arrived, 'id' | 'kind'>): Promise<void> {
  await database.query({ ...abandonVersion, values: [id] });
  await dropVersion(database, { id, kind });
}

class GivenUp extends Error {}

class Arriving {
  readonly #database: Database;
  readonly #order: Upload;
  readonly #intake: Intake<unknown>;
  readonly #errors: RowError[] = [];
  #id: number | undefined;
  #rows = 0;
  #count = 0;
  #unknown = 0;
  readonly #unknownLines: number[] = [];

  constructor(database: Database, order: Upload) {
    this.#database = database;
    this.#order = order;
    this.#intake = intakes[order.kind];
  }

  async read(): Promise<UploadOutcome> {
    try {
      const { header, batches } = await this.#order.rows();
      const { columns, needed } = this.#intake;
      const reader = new Columns(header, columns, needed);
      for await (const batch of batches) {
        const rows = batch.flatMap((row) =>
          this.#readRow(() => this.#intake.read(reader.row(row), this.#order.normalPhone), row.line),
        );
        this.#rows += batch.length;
        this.#order.onProgress?.(this.#rows);
        if (this.#errors.length >= errorsTold) break;
        // What is to be refused is not written first.
        if (this.#errors.length === 0) await this.#write(rows);
      }
      if (this.#errors.length === 0) await this.#checkWhole();
    } catch (error) {
      if (error instanceof GivenUp) return { outcome: 'given-up' };
      if (error instanceof FileFault) this.#errors.push({ line: error.line, message: error.message });
      else if (error instanceof RowFault) this.#errors.push(errorOf(error, 1));
      else throw error;
    }
    if (this.#errors.length > 0 || this.#id === undefined) {
      return { outcome: 'refused', errors: this.#errors, more: this.#errors.length >= errorsTold };
    }
    const { kind, code } = this.#order;
    const unknown = { count: this.#unknown, lines: this.#unknownLines };
    return { outcome: 'arrived', id: this.#id, kind, code, rows: this.#rows, count: this.#count, unknown };
  }

  async undo(): Promise<void> {
    if (this.#id !== undefined) await abandon(this.#database, { id: this.#id, kind: this.#order.kind });
  }

  #readRow(read: () => unknown, line: number): unknown[] {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      if (this.#errors.length < errorsTold) this.#errors.push(errorOf(error, line));
      return [];
    }
  }

  async #write(rows: readonly unknown[]): Promise<void> {
    const id = await this.#begun();
    const heard = await this.#database.query({ ...hearVersion, values: [id, rows.length] });
    if (heard.rows.length === 0) throw new GivenUp(`upload ${id} was given up: nothing had been heard of it`);
    const { added, unknown } = await this.#intake.write(this.#database, id, rows);
    this.#count += added;
    this.#unknown += unknown.length;
    this.#unknownLines.push(...unknown.slice(0, errorsTold - this.#unknownLines.length));
    if (this.#order.kind === 'list' && this.#count > longestList) {
      throw new FileFault(this.#rows + 1, `brings the list beyond ${longestList} skus, which is as long as one may be`);
    }
  }

  async #begun(): Promise<number> {
    if (this.#id !== undefined) return this.#id;
    const { kind, code } = this.#order;
    const { rows } = await this.#database.query<{ id: number }>({ ...beginVersion, values: [kind, code] });
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('Postgres gave an upload no id');
    this.#id = id;
    return id;
  }

  async #checkWhole(): Promise<void> {
    if (this.#rows === 0 && this.#order.mayBeEmpty !== true) {
      throw new FileFault(2, 'was expected to be the first row: the file has none, and nothing is changed');
    }
    const id = await this.#begun();
    if (this.#unknown > 0 && this.#count === 0) {
      const lines = this.#unknownLines.map((line) => ({ line, message: 'names no member there is' }));
      this.#errors.push(...lines);
    }
    if (this.#order.kind !== 'personal-prices') return;
    const { rows } = await this.#database.query<{ member: string; sku: string; count: number }>({
      ...tooManyPrices,
      values: [id, pricesRead],
    });
    const [most] = rows;
    if (most === undefined) return;
    const { member, sku, count } = most;
    this.#errors.push({
      line: 1,
      message: `there are ${count} rows of member ${member} and sku ${sku}; at most ${pricesRead} are possible`,
    });
  }
}

function errorOf({ column, message }: RowFault, line: number): RowError {
  return { line, ...(column !== undefined && { column }), message };
}
