/**
 * Reads MessagePack that anybody may have written. msgpackr's own reader makes dates, sets, regular expressions and
 * cycles of what it is sent, compiles code for the records that a client names, and replaces what is not UTF-8; here a
 * message is what JSON can say, or it is told where it is not, and no message costs more than its bytes.
 *
 * Records, where a socket has asked for them, are msgpackr's: d4 72 <id> <list of names> <a value for each> defines one
 * and is its first use; a byte of 40-7f that has been defined is another use.
 */
import { isUtf8 } from 'node:buffer';
import type { ErrorDetail } from '../contract/errors.ts';
import { findUnfit } from '../plugins/body/unfit.ts';

/** The bytes are no message: what follows cannot be told from what went wrong. */
export class UnreadableError extends Error {}

interface ReadMessage {
  readonly value: unknown;
  /** The first thing that JSON could not have said, or a body may not hold; null stands in its place. */
  readonly unfit: ErrorDetail | undefined;
}

/** A frame is 8 deep. */
const deepest = 32;
/** Of a record: a receipt's line has 15 names, its attributes 64. */
const mostNames = 128;
const longestName = 256;
/** Above it V8 does not copy what is cut out of a string, but keeps the whole for it. */
const longestCut = 12;
const nothing = Buffer.alloc(0);
const tooEarly = 'it ends too early';

export class MessagePackReader {
  /** By id; what this socket has defined. */
  readonly #records: Map<number, readonly string[]> | undefined;
  #bytes: Buffer = nothing;
  /** The bytes as if each were a character: short names and strings are cut out of it, a fifth of the cost. */
  #text = '';
  #at = 0;
  /** Where in the value it reads: names and indices from the root, so many of them as it is deep. */
  readonly #path: (string | number)[] = [];
  #depth = 0;
  #unfit: ErrorDetail | undefined;
  /** A name or a string was read that findUnfit has an opinion on. */
  #doubtful = false;

  constructor(options: { readonly records?: boolean } = {}) {
    if (options.records === true) this.#records = new Map();
  }

  /** Throws UnreadableError. */
  read(bytes: Buffer): ReadMessage {
    this.#bytes = bytes;
    this.#text = bytes.toString('latin1');
    this.#at = 0;
    this.#depth = 0;
    this.#unfit = undefined;
    this.#doubtful = false;
    const value = this.#value();
    if (this.#at < bytes.length) throw new UnreadableError(`${bytes.length - this.#at} bytes follow its end`);
    const unfit = this.#unfit ?? (this.#doubtful ? findUnfit(value) : undefined);
    this.#bytes = nothing;
    this.#text = '';
    return { value, unfit };
  }

  #value(): unknown {
    const byte = this.#byte();
    if (byte < 0x80) {
      const names = byte >= 0x40 ? this.#records?.get(byte) : undefined;
      return names === undefined ? byte : this.#record(names);
    }
    if (byte < 0x90) return this.#map(byte & 0x0f);
    if (byte < 0xa0) return this.#list(byte & 0x0f);
    if (byte < 0xc0) return this.#string(byte & 0x1f);
    if (byte >= 0xe0) return byte - 0x100;
    return this.#long(byte);
  }

  /** What is announced by a byte of its own. */
  #long(byte: number): unknown {
    switch (byte) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        this.#take(this.#length(1 << (byte - 0xc4)));
        return this.#refuse('must not be binary data');
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#length(1 << (byte - 0xc7)));
      case 0xca:
        return this.#finite(this.#bytes.readFloatBE(this.#take(4)));
      case 0xcb:
        return this.#finite(this.#bytes.readDoubleBE(this.#take(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#length(1 << (byte - 0xcc));
      case 0xcf:
        return this.#whole(this.#bytes.readBigUInt64BE(this.#take(8)));
      case 0xd0:
        return this.#bytes.readInt8(this.#take(1));
      case 0xd1:
        return this.#bytes.readInt16BE(this.#take(2));
      case 0xd2:
        return this.#bytes.readInt32BE(this.#take(4));
      case 0xd3:
        return this.#whole(this.#bytes.readBigInt64BE(this.#take(8)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (byte - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#string(this.#length(1 << (byte - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#length(2 << (byte - 0xdc)));
      case 0xde:
      case 0xdf:
        return this.#map(this.#length(2 << (byte - 0xde)));
      default:
        throw new UnreadableError(`byte ${this.#at - 1} is ${byte.toString(16)}, which begins no value`);
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new UnreadableError(tooEarly);
    this.#at += 1;
    return byte;
  }

  /** Passes so many bytes by, and says where they begin. */
  #take(count: number): number {
    const from = this.#at;
    if (count > this.#bytes.length - from) throw new UnreadableError(tooEarly);
    this.#at += count;
    return from;
  }

  /** A whole number of 1, 2 or 4 bytes. */
  #length(width: number): number {
    return this.#bytes.readUIntBE(this.#take(width), width);
  }

  /** Says what is wrong with the value it has just read; the first that is wrong is told. */
  #refuse(message: string): null {
    const path = this.#path
      .slice(0, this.#depth)
      .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('');
    this.#unfit ??= { path, message };
    return null;
  }

  #finite(value: number): number | null {
    return Number.isFinite(value) ? value : this.#refuse(`must not be ${value}`);
  }

  #whole(value: bigint): number | null {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : this.#refuse('must not be a whole number beyond 2^53');
  }

  #string(length: number): string | null {
    const from = this.#take(length);
    const to = this.#at;
    let ascii = length <= 64;
    for (let at = from; ascii && at < to; at += 1) {
      const byte = this.#bytes[at] as number;
      ascii = byte < 0x80 && byte > 0;
    }
    if (ascii) return length <= longestCut ? this.#text.substring(from, to) : this.#bytes.toString('latin1', from, to);
    const text = this.#bytes.toString('utf8', from, to);
    if (text.includes('\ufffd') && !isUtf8(this.#bytes.subarray(from, to))) return this.#refuse('must be UTF-8');
    if (text.includes('\0')) this.#doubtful = true;
    return text;
  }

  #list(length: number): unknown[] {
    // Each item is a byte at least.
    if (length > this.#bytes.length - this.#at) throw new UnreadableError(tooEarly);
    const depth = this.#descend();
    const list: unknown[] = [];
    for (let index = 0; index < length; index += 1) {
      this.#path[depth] = index;
      list.push(this.#value());
    }
    this.#depth = depth;
    return list;
  }

  #map(length: number): object {
    if (length * 2 > this.#bytes.length - this.#at) throw new UnreadableError(tooEarly);
    const depth = this.#descend();
    const object = {};
    for (let index = 0; index < length; index += 1) {
      this.#depth = depth;
      const name = this.#value();
      if (typeof name !== 'string') this.#refuse('has a key that is no string');
      this.#depth = depth + 1;
      // An object may have a `toString` of its own, that is no function.
      this.#path[depth] = typeof name === 'object' && name !== null ? 'object' : String(name);
      if (typeof name !== 'string') this.#value();
      else {
        if (Object.hasOwn(object, name)) this.#refuse('is written twice');
        this.#field(object, name);
      }
    }
    this.#depth = depth;
    return object;
  }

  /** Its names are known to be each another. */
  #record(names: readonly string[]): object {
    const depth = this.#descend();
    const object = {};
    for (const name of names) {
      this.#path[depth] = name;
      this.#field(object, name);
    }
    this.#depth = depth;
    return object;
  }

  #field(object: object, name: string): void {
    const value = this.#value();
    if (name === '__proto__' || name === 'constructor') {
      this.#doubtful = true;
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    } else (object as Record<string, unknown>)[name] = value;
  }

  /** One deeper. Returns how deep it was. */
  #descend(): number {
    const depth = this.#depth;
    if (depth >= deepest) throw new UnreadableError(`it is nested deeper than ${deepest} levels`);
    this.#depth = depth + 1;
    return depth;
  }

  #extension(length: number): unknown {
    const type = this.#bytes.readInt8(this.#take(1));
    if (type === 0x72 && length <= 2) return this.#definition(length);
    this.#take(length);
    return this.#refuse(type === -1 ? 'must not be a timestamp: send text' : `must not be an extension (type ${type})`);
  }

  #definition(length: number): object {
    if (this.#records === undefined) {
      const remedy = 'ask for the subprotocol tillgate.msgpack-records, or pack with useRecords: false';
      throw new UnreadableError(`it has records of msgpackr: ${remedy}`);
    }
    if (length !== 1) throw new UnreadableError('it defines more than 64 records');
    const id = 0x40 | (this.#byte() & 0x3f);
    const names = this.#value();
    if (
      !Array.isArray(names) ||
      names.length > mostNames ||
      !names.every(isName) ||
      new Set(names).size < names.length
    ) {
      throw new UnreadableError(`a record is defined without a list of up to ${mostNames} names, each another`);
    }
    this.#records.set(id, names);
    return this.#record(names);
  }
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestName;
}
