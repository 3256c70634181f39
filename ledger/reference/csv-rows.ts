/**
 * A stream of bytes as the rows of a CSV file, some thousands at a time, whatever its length: a line has a bound, and a
 * field ends with its line, so that no quote that is never closed gathers the rest of the file. Comma, semicolon or tab,
 * as the header has it; UTF-8, with or without a byte order mark; fields are trimmed.
 */
import { isUtf8 } from 'node:buffer';
import Papa from 'papaparse';

export interface RowsOfFile {
  /** Names of the columns. */
  readonly header: readonly string[];
  readonly batches: AsyncIterable<readonly FileRow[]>;
}

export interface FileRow {
  /** From 1; the header is line 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The file is none, from a line on: nothing after it can be read. */
export class FileFault extends Error {
  override name = 'FileFault';
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const longestLine = 4_096;
const rowsAtOnce = 5_000;

/** @throws FileFault where there is no header; the batches throw it where a line cannot be read. */
export async function readCsv(bytes: AsyncIterable<Buffer>): Promise<RowsOfFile> {
  const blocks = wholeLines(bytes);
  const first = await blocks.next();
  if (first.done === true) throw new FileFault(1, 'is empty: a header with the names of the columns was expected');
  const { text } = first.value;
  const end = text.indexOf('\n');
  const head = (end === -1 ? text : text.slice(0, end)).replace(/^\uFEFF/, '');
  const delimiter = [',', ';', '\t'].find((mark) => head.includes(mark)) ?? ',';
  const [names = []] = quotedRows(head, delimiter, 1, 1);
  const header = names.map((name) => name.trim());
  if (header.every((name) => name === ''))
    throw new FileFault(1, 'a header with the names of the columns was expected');
  return { header, batches: batchesOf({ text: end === -1 ? '' : text.slice(end + 1), line: 2 }, blocks, delimiter) };
}

/** Lines, all of them whole. */
interface Block {
  readonly text: string;
  /** Of its first line. */
  readonly line: number;
}

async function* batchesOf(first: Block, rest: AsyncGenerator<Block>, delimiter: string): AsyncGenerator<FileRow[]> {
  let rows: FileRow[] = [];
  let block: Block | undefined = first;
  while (block !== undefined) {
    for (const row of rowsOf(block, delimiter)) {
      rows.push(row);
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
    const next = await rest.next();
    block = next.done === true ? undefined : next.value;
  }
  if (rows.length > 0) yield rows;
}

/** Empty lines are passed over, and counted. */
function* rowsOf({ text, line }: Block, delimiter: string): Generator<FileRow> {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const quoted = text.includes('"') ? quotedRows(text, delimiter, line, lines.length) : undefined;
  for (const [index, whole] of lines.entries()) {
    const fields = quoted?.[index] ?? whole.split(delimiter);
    const trimmed = fields.map((field) => field.trim());
    if (trimmed.length > 1 || trimmed[0] !== '') yield { line: line + index, fields: trimmed };
  }
}

/** Where quotes are not as they should be the file is refused, wherever the stream happens to be cut. */
function quotedRows(text: string, delimiter: string, line: number, lines: number): string[][] {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const { data, errors } = Papa.parse<string[]>(body, { delimiter, newline: '\n', skipEmptyLines: false });
  const wrong = errors.find(({ type }) => type === 'Quotes')?.row;
  const across = data.length === lines ? -1 : data.findIndex((fields) => fields.some((field) => field.includes('\n')));
  const rows = [wrong ?? -1, across].filter((row) => row >= 0);
  if (rows.length === 0) return data;
  throw new FileFault(line + Math.min(...rows), 'has a quote that does not end on the same line, or has more after it');
}

async function* wholeLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Block, undefined> {
  let line = 1;
  let kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(10) + 1;
    const firstEnd = end === 0 ? chunk.length : chunk.indexOf(10);
    if (length + firstEnd > longestLine) throw tooLong(line);
    if (end > 0) {
      const block = blockOf(Buffer.concat([...kept, chunk.subarray(0, end)]), line);
      yield block.block;
      line = block.next;
      kept = [];
      length = 0;
    }
    kept.push(chunk.subarray(end));
    length += chunk.length - end;
  }
  if (length > longestLine) throw tooLong(line);
  if (length > 0) yield blockOf(Buffer.concat(kept), line).block;
  return undefined;
}

/** @throws FileFault where a line of it is too long or not UTF-8. */
function blockOf(bytes: Buffer, line: number): { block: Block; next: number } {
  const fine = isUtf8(bytes);
  let number = line;
  let from = 0;
  while (from < bytes.length) {
    const found = bytes.indexOf(10, from);
    const end = found === -1 ? bytes.length : found;
    if (end - from > longestLine) throw tooLong(number);
    if (!fine && !isUtf8(bytes.subarray(from, end))) throw new FileFault(number, 'is not UTF-8');
    from = end + 1;
    number += 1;
  }
  return { block: { text: bytes.toString('utf8').replaceAll('\r\n', '\n'), line }, next: number };
}

function tooLong(line: number): FileFault {
  return new FileFault(line, `is longer than ${longestLine} bytes`);
}
