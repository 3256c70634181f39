/**
 * Arrays as parameters in Postgres' binary format: nothing is escaped here and parsed again there, which for a batch's
 * replies in text is half of what a commit costs on either side. pg sends a Buffer as a binary parameter.
 *
 * Format (array_recv of Postgres' arrayfuncs.c), all integers 32 bits, big-endian: dimensions, 1 if there are nulls,
 * the elements' type; of the one dimension its length and its lower bound; then each element's length (-1: null) and bytes.
 */
type Values<T> = readonly (T | null | undefined)[];

const headBytes = 20;

function writeHead(into: Buffer, oid: number, length: number, hasNulls: boolean): void {
  writeInt32(into, 1, 0);
  writeInt32(into, hasNulls ? 1 : 0, 4);
  writeInt32(into, oid, 8);
  writeInt32(into, length, 12);
  writeInt32(into, 1, 16);
}

/** Byte by byte: a batch has some two thousand of them, and Buffer's own method looks at its arguments each time. */
function writeInt32(into: Buffer, value: number, at: number): void {
  into[at] = value >>> 24;
  into[at + 1] = value >>> 16;
  into[at + 2] = value >>> 8;
  into[at + 3] = value;
}

/** An array whose elements all have so many bytes. `oid`: the elements', of pg_type. */
function arrayOf<T>(oid: number, bytes: number, write: (into: Buffer, value: T, at: number) => void) {
  return (values: Values<T>): Buffer => {
    const buffer = Buffer.allocUnsafe(headBytes + values.length * (4 + bytes));
    let at = headBytes;
    let hasNulls = false;
    for (const value of values) {
      if (value === null || value === undefined) {
        hasNulls = true;
        writeInt32(buffer, -1, at);
        at += 4;
      } else {
        writeInt32(buffer, bytes, at);
        write(buffer, value, at + 4);
        at += 4 + bytes;
      }
    }
    writeHead(buffer, oid, values.length, hasNulls);
    return hasNulls ? buffer.subarray(0, at) : buffer;
  };
}

/** An array whose elements have as many bytes as `sizeOf` says. */
function arrayOfSized<T>(
  oid: number,
  sizeOf: (value: T) => number,
  write: (into: Buffer, value: T, at: number) => void,
) {
  return (values: Values<T>): Buffer => {
    const sizes = new Array<number>(values.length);
    let bytes = headBytes + 4 * values.length;
    let hasNulls = false;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const size = value === null || value === undefined ? -1 : sizeOf(value);
      sizes[index] = size;
      if (size < 0) hasNulls = true;
      else bytes += size;
    }
    const buffer = Buffer.allocUnsafe(bytes);
    writeHead(buffer, oid, values.length, hasNulls);
    let at = headBytes;
    for (let index = 0; index < values.length; index += 1) {
      const size = sizes[index] as number;
      writeInt32(buffer, size, at);
      at += 4;
      if (size < 0) continue;
      write(buffer, values[index] as T, at);
      at += size;
    }
    return buffer;
  };
}

/** Of so few characters a text is written sooner here than by a call out of JavaScript. */
const shortText = 24;

function writeText(into: Buffer, text: string, at: number): void {
  if (text.length > shortText) {
    into.write(text, at);
    return;
  }
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) {
      into.write(text, at);
      return;
    }
    into[at + index] = code;
  }
}

export const texts = arrayOfSized<string>(25, (text) => Buffer.byteLength(text), writeText);

export const byteas = arrayOfSized<Uint8Array>(
  17,
  (bytes) => bytes.length,
  (into, bytes, at) => into.set(bytes, at),
);

export const bigints = arrayOf<number>(20, 8, (into, value, at) => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number within 2^53`);
  // The high half of a negative one is rounded down, as two's complement has it.
  writeInt32(into, Math.floor(value / 0x1_0000_0000), at);
  writeInt32(into, value, at + 4);
});

export const booleans = arrayOf<boolean>(16, 1, (into, value, at) => into.writeUInt8(value ? 1 : 0, at));

export const integers = arrayOf<number>(23, 4, (into, value, at) => into.writeInt32BE(value, at));

export const doubles = arrayOf<number>(701, 8, (into, value, at) => into.writeDoubleBE(value, at));

const dayMs = 86_400_000;
const epochOfPostgres = Date.UTC(2000, 0, 1);
/** Most of a batch are of one day. */
let last = { day: '2000-01-01', days: 0 };

/** Days like 2026-11-22. */
export const dates = arrayOf<string>(1082, 4, (into, day, at) => {
  if (day !== last.day) {
    const days = (Date.parse(day) - epochOfPostgres) / dayMs;
    if (!Number.isInteger(days)) throw new RangeError(`${day} is no day like 2026-11-22`);
    last = { day, days };
  }
  writeInt32(into, last.days, at);
});

const dash = 0x2d;
/** By character code: what a hexadecimal digit is worth; 16: it is none. */
const nibbles = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const worth = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(worth) ? 16 : worth;
});

export const uuids = arrayOf<string>(2950, 16, (into, uuid, at) => {
  let digits = 0;
  for (let index = 0; index < uuid.length; index += 1) {
    const code = uuid.charCodeAt(index);
    if (code === dash) continue;
    const nibble = nibbles[code] ?? 16;
    if (nibble === 16 || digits === 32) throw new TypeError(`${uuid} is no UUID`);
    const byte = at + (digits >> 1);
    into[byte] = digits % 2 === 0 ? nibble << 4 : (into[byte] as number) | nibble;
    digits += 1;
  }
  if (digits !== 32) throw new TypeError(`${uuid} is no UUID`);
});
