/** One row of an upload, by the names of its columns; and what may be wrong with it. */
import type { FileRow } from '../csv-rows.ts';

export interface RowError {
  readonly line: number;
  readonly column?: string;
  readonly message: string;
}

/** A row that cannot be taken: the upload goes on to find the others, and comes to nothing. */
export class RowFault extends Error {
  override name = 'RowFault';
  readonly column: string | undefined;

  constructor(column: string | undefined, message: string) {
    super(message);
    this.column = column;
  }
}

export interface Row {
  readonly line: number;
  /** Undefined where the row says nothing in the column, or the file has none. */
  value(column: string): string | undefined;
}

/** Reads the rows of a file by its header. Throws FileFault-like messages for a header that does not fit: see `upload`. */
export class Columns {
  readonly #header: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  /** @throws RowFault for a header with columns that are unknown, repeated, or missing: of each of `needed` one at least. */
  constructor(header: readonly string[], known: readonly string[], needed: readonly (readonly string[])[]) {
    for (const [index, name] of header.entries()) {
      if (!known.includes(name))
        throw new RowFault(name, `is not a column of this file: there are ${known.join(', ')}`);
      if (header.indexOf(name) !== index) throw new RowFault(name, 'is there twice');
    }
    for (const choice of needed) {
      if (choice.some((name) => header.includes(name))) continue;
      throw new RowFault(undefined, `the header has no column ${choice.join(' or ')}`);
    }
    this.#header = header;
    this.#places = new Map(header.map((name, place) => [name, place]));
  }

  /** @throws RowFault */
  row({ line, fields }: FileRow): Row {
    if (fields.length !== this.#header.length) {
      const columns = this.#header.length === 1 ? '1 column' : `${this.#header.length} columns`;
      throw new RowFault(undefined, `has ${fields.length} fields; the header has ${columns}`);
    }
    return {
      line,
      value: (column) => {
        const place = this.#places.get(column);
        return (place === undefined ? undefined : fields[place]) || undefined;
      },
    };
  }
}

const longestSku = 64;

/** @throws RowFault */
export function skuOf(row: Row): string {
  return nameOf(row, 'sku');
}

/** A sku or the number of a card: what a till could send. @throws RowFault */
export function nameOf(row: Row, column: string): string {
  const value = row.value(column);
  if (value === undefined) throw new RowFault(column, 'is required');
  if (value.length > longestSku)
    throw new RowFault(column, `has ${value.length} characters; at most ${longestSku} are possible`);
  if (/\p{Cc}/u.test(value)) throw new RowFault(column, 'holds a character that nobody can see');
  return value;
}
