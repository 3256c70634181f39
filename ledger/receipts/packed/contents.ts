/**
 * The two large things that a sale keeps, what was answered and what was evaluated, packed together: a third of their
 * JSON. So small they lie in the row as they are, and Postgres neither compresses them, which took it more than all the
 * rest of a receipt, nor moves them out of it. See docs/decisions/0013-packed-receipts.md.
 */
import { Reader } from './reader.ts';
import { readSale, saleVersion } from './sale.ts';
import * as shapes from './shapes.ts';
import { Writer } from './writer.ts';

/** Of the shapes and of the common words. The first byte. Sales are written as another version, see sale.ts. */
const version = 1;

export interface Contents {
  /** What was answered; read again, its JSON is the same to the byte. */
  readonly reply: unknown;
  /** What was evaluated. */
  readonly input: unknown;
}

// Packing never waits, so one does for all.
const writer = new Writer();

/** Of what is at hand as objects: a sale that was evaluated again later. */
export function packContents({ reply, input }: Contents): Buffer {
  writer.begin();
  writer.byte(version);
  if (!shapes.reply.write(writer, reply)) throw new TypeError('a reply is an object');
  if (!shapes.input.write(writer, input)) throw new TypeError('an input is an object');
  return writer.end();
}

/** @throws Error where a newer program has packed it, or it is not what was packed */
export function unpackContents(bytes: Buffer): Contents {
  const reader = new Reader(bytes);
  const contents = readAs(reader.byte(), reader);
  if (!reader.ended) throw new Error('a packed receipt goes on after its end');
  return contents;
}

function readAs(packedAs: number, reader: Reader): Contents {
  if (packedAs === version) return { reply: shapes.reply.read(reader), input: shapes.input.read(reader) };
  if (packedAs === saleVersion) return readSale(reader);
  throw new Error(`a receipt is packed as version ${packedAs}, which this program cannot read`);
}
