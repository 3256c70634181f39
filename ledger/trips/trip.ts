/**
 * Statements that go to Postgres in one piece and are answered in one piece: one write, one Sync, one promise kept for all.
 * It is what pg calls a Submittable; pg by itself asks for an answer to each statement alone.
 *
 *     Bind, Execute, Bind, Execute, … Sync ──▶ rows, done, rows, done, … ready
 *                                         └──▶ rows, done, error (nothing after it was done) … ready
 *
 * So a trip succeeds as a whole or fails as a whole, and a COMMIT that comes last is not done behind a failure.
 */
import type pg from 'pg';
import type { Statement } from '../database.ts';
import type { Wire } from './wire.ts';

/** Of pg's connection, what a trip writes to. */
interface Connection {
  readonly stream: { readonly writable: boolean; write(bytes: Uint8Array): unknown };
  /** By name, what is prepared; pg looks here as well. */
  readonly parsedStatements: Record<string, string>;
}

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

const none: readonly Column[] = [];

/** What all trips of a connection share. */
export interface Terms {
  readonly wire: Wire;
  /** By name, the columns of prepared statements that have been described. */
  readonly columns: Map<string, readonly Column[]>;
  readonly parserOf: (type: number) => (text: string) => unknown;
}

export interface Answer {
  readonly rows: unknown[];
  /** Postgres' word for what it did: SELECT, INSERT, COMMIT. */
  command: string;
}

interface Question {
  readonly statement: Statement;
  readonly answer: Answer;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export class Trip {
  readonly #terms: Terms;
  readonly #questions: Question[] = [];
  #connection: Connection | undefined;
  /** The question that is being answered, and its columns. */
  #answered = 0;
  #columns: readonly Column[] | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  ask(statement: Statement): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#questions.push({ statement, answer: { rows: [], command: '' }, resolve, reject });
    });
  }

  /** Whole before any of it is sent: what could not be written must not leave a COMMIT behind it standing. */
  submit(connection: Connection): Error | null {
    this.#connection = connection;
    const { wire, columns } = this.#terms;
    try {
      wire.begin();
      for (const { statement } of this.#questions) {
        const { name = '', text, values = [] } = statement;
        if (name === '' || connection.parsedStatements[name] !== text) wire.prepare(name, text);
        wire.bind(name, values);
        if (name === '' || !columns.has(name)) wire.describe();
        wire.execute();
      }
      wire.sync();
    } catch (error) {
      return error as Error;
    }
    // Of one that is gone, pg has heard or will hear.
    if (connection.stream.writable) connection.stream.write(wire.written());
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Pick<pg.FieldDef, 'name' | 'dataTypeID'>[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: this.#terms.parserOf(dataTypeID) }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const { statement, answer } = this.#questions[this.#answered] as Question;
    this.#columns ??= this.#terms.columns.get(statement.name ?? '') ?? none;
    const row: Record<string, unknown> = {};
    for (let index = 0; index < this.#columns.length; index += 1) {
      const { name, parse } = this.#columns[index] as Column;
      const text = fields[index];
      row[name] = text === null || text === undefined ? null : parse(text);
    }
    answer.rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const { statement, answer } = this.#questions[this.#answered] as Question;
    const { name } = statement;
    const space = text.indexOf(' ');
    answer.command = space < 0 ? text : text.slice(0, space);
    if (name !== undefined && this.#connection !== undefined) {
      this.#connection.parsedStatements[name] = statement.text;
      if (!this.#terms.columns.has(name)) this.#terms.columns.set(name, this.#columns ?? none);
    }
    this.#columns = undefined;
    this.#answered += 1;
  }

  handleReadyForQuery(): void {
    for (const { resolve, answer } of this.#questions) resolve(answer);
  }

  handleError(error: Error): void {
    for (const { reject } of this.#questions) reject(error);
  }
}
