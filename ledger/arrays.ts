/**
 * Arrays as parameters in Postgres' binary format: nothing is escaped here and parsed again there, which for a batch's
 * replies in text is half of what a commit costs on either side. pg sends a Buffer as a binary parameter.
 *
 * Format (array_recv of Postgres' arrayfuncs.c), all integers 32 bits, big-endian: dimensions, 1 if there are nulls,
 * the elements' type; of the one dimension its length and its lower bound; then each element's length (-1: null) and bytes.
 */
type Element<T> = {
  /** Of pg_type. */
  readonly oid: number;
  /** In bytes. */
  readonly sizeOf: (value: T) => number;
  readonly write: (into: Buffer, value: T, at: number, size: number) => void;
};

const headBytes = 20;

function arrayOf<T>({ oid, sizeOf, write }: Element<T>): (values: readonly (T | null | undefined)[]) => Buffer {
  return (values) => {
    const sizes = new Array<number>(values.length);
    let bytes = headBytes;
    let nulls = 0;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const size = value === null || value === undefined ? -1 : sizeOf(value);
      sizes[index] = size;
      if (size < 0) nulls = 1;
      bytes += 4 + Math.max(0, size);
    }
    const buffer = Buffer.allocUnsafe(bytes);
    buffer.writeInt32BE(1, 0);
    buffer.writeInt32BE(nulls, 4);
    buffer.writeInt32BE(oid, 8);
    buffer.writeInt32BE(values.length, 12);
    buffer.writeInt32BE(1, 16);
    let at = headBytes;
    for (let index = 0; index < values.length; index += 1) {
      const size = sizes[index] as number;
      buffer.writeInt32BE(size, at);
      at += 4;
      if (size < 0) continue;
      write(buffer, values[index] as T, at, size);
      at += size;
    }
    return buffer;
  };
}

const dayMs = 86_400_000;
const epochOfPostgres = Date.UTC(2000, 0, 1);

export const texts = arrayOf<string>({
  oid: 25,
  sizeOf: (text) => Buffer.byteLength(text),
  write: (into, text, at) => into.write(text, at),
});

export const bigints = arrayOf<number>({
  oid: 20,
  sizeOf: () => 8,
  write: (into, value, at) => {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number within 2^53`);
    // The high half of a negative one is rounded down, as two's complement has it.
    into.writeInt32BE(Math.floor(value / 0x1_0000_0000), at);
    into.writeUInt32BE(value >>> 0, at + 4);
  },
});

export const integers = arrayOf<number>({
  oid: 23,
  sizeOf: () => 4,
  write: (into, value, at) => into.writeInt32BE(value, at),
});

export const doubles = arrayOf<number>({
  oid: 701,
  sizeOf: () => 8,
  write: (into, value, at) => into.writeDoubleBE(value, at),
});

/** Days like 2026-11-22. */
export const dates = arrayOf<string>({
  oid: 1082,
  sizeOf: () => 4,
  write: (into, day, at) => {
    const days = (Date.parse(day) - epochOfPostgres) / dayMs;
    if (!Number.isInteger(days)) throw new RangeError(`${day} is no day like 2026-11-22`);
    into.writeInt32BE(days, at);
  },
});

export const uuids = arrayOf<string>({
  oid: 2950,
  sizeOf: () => 16,
  write: (into, uuid, at) => {
    if (into.write(uuid.replaceAll('-', ''), at, 16, 'hex') !== 16) throw new TypeError(`${uuid} is no UUID`);
  },
});

export const byteas = arrayOf<Uint8Array>({
  oid: 17,
  sizeOf: (bytes) => bytes.length,
  write: (into, bytes, at) => into.set(bytes, at),
});
