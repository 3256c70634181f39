/** A CSV file, plain or gzip'd (told by its first bytes), as a stream of rows by column name. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import Papa from 'papaparse';

export interface Row {
  /** 1 is the first after the header. */
  readonly record: number;
  /** Undefined where the record is shorter than the header. */
  value(column: string): string | undefined;
}

/** The file cannot be what the map says: it is missing, empty, damaged, or lacks a column. */
export class FileError extends Error {
  override name = 'FileError';
}

/** Throws FileError on the first step where the file or one of `columns` is not there. Memory does not grow with it. */
export async function* readRows(path: string, columns: readonly string[], delimiter: string): AsyncGenerator<Row> {
  const compressed = await isGzip(path);
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter, skipEmptyLines: true });
  const source = createReadStream(path);
  // A failure of the source destroys the parser with the same error, which the loop below then throws.
  const done = () => {};
  if (compressed) pipeline(source, createGunzip(), parser, done);
  else pipeline(source, parser, done);
  let index: Map<string, number> | undefined;
  let record = 0;
  try {
    for await (const fields of parser as AsyncIterable<string[]> & Readable) {
      if (index === undefined) {
        index = header(path, fields, columns);
        continue;
      }
      record += 1;
      yield row(record, fields, index);
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(`${path} cannot be read after record ${record}: ${(error as Error).message}`, { cause: error });
  }
  if (index === undefined) throw new FileError(`${path} is empty: a header of column names was expected`);
}

function row(record: number, fields: readonly string[], index: ReadonlyMap<string, number>): Row {
  return {
    record,
    value(column) {
      const place = index.get(column);
      return place === undefined ? undefined : fields[place];
    },
  };
}

function header(path: string, fields: readonly string[], columns: readonly string[]): Map<string, number> {
  const names = fields.map((name) => name.replace(/^\uFEFF/, '').trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new FileError(`${path} has no column ${missing.join(', ')}; its header names ${names.join(', ')}`);
  }
  return new Map(names.map((name, place) => [name, place]));
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new FileError(`${path} cannot be opened: ${reason}`, { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
