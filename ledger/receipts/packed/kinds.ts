/**
 * Kinds of values, each knowing how it is written and read. `write` says false where the value is not of its kind; then
 * the record around it is written as JSON, so that nothing is ever lost or changed: an unknown field, another order of
 * fields, a null. What is read gives the same JSON as what was written, to the byte.
 */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

export interface Kind {
  write(into: Writer, value: unknown): boolean;
  read(from: Reader): unknown;
}

/** A field that may be absent. */
interface Optional {
  readonly optional: Kind;
}

export const number: Kind = {
  write: (into, value) => typeof value === 'number' && into.number(value),
  read: (from) => from.number(),
};

export const text: Kind = {
  write(into, value) {
    if (typeof value !== 'string') return false;
    into.text(value);
    return true;
  },
  read: (from) => from.text(),
};

/** A text that others of the same receipt are likely to repeat. */
export const word: Kind = {
  write(into, value) {
    if (typeof value !== 'string') return false;
    into.word(value);
    return true;
  },
  read: (from) => from.word(),
};

export const flag: Kind = {
  write(into, value) {
    if (typeof value !== 'boolean') return false;
    into.byte(value ? 1 : 0);
    return true;
  },
  read: (from) => from.byte() === 1,
};

/** Whatever it is, as JSON; mostly nothing. */
export const json: Kind = {
  write(into, value) {
    if (isEmptyObject(value)) {
      into.byte(0);
    } else if (Array.isArray(value) && value.length === 0) {
      into.byte(1);
    } else {
      const written: string | undefined = JSON.stringify(value);
      if (written === undefined) return false;
      into.byte(2);
      into.text(written);
    }
    return true;
  },
  read(from) {
    const what = from.byte();
    return what === 0 ? {} : what === 1 ? [] : JSON.parse(from.text());
  },
};

function isEmptyObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const _ in value) return false;
  return true;
}

export function list(of: Kind): Kind {
  return {
    write(into, value) {
      if (!Array.isArray(value)) return false;
      into.number(value.length);
      for (let index = 0; index < value.length; index += 1) if (!of.write(into, value[index])) return false;
      return true;
    },
    read: (from) => Array.from({ length: from.number() }, () => of.read(from)),
  };
}

/** Values by names that are not known beforehand. */
export function table(of: Kind): Kind {
  return {
    write(into, value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      let count = 0;
      for (const name in value) {
        // Set by name it would become the prototype.
        if (name === '__proto__') return false;
        count += 1;
      }
      into.number(count);
      const entries = value as Readonly<Record<string, unknown>>;
      for (const name in entries) {
        into.text(name);
        if (!of.write(into, entries[name])) return false;
      }
      return true;
    },
    read(from) {
      const entries: Record<string, unknown> = {};
      for (let count = from.number(); count > 0; count -= 1) {
        const name = from.text();
        entries[name] = of.read(from);
      }
      return entries;
    },
  };
}

export const optional = (kind: Kind): Optional => ({ optional: kind });

/** Of the first byte of a record: JSON follows. */
const asJson = 1;

/**
 * An object with these fields in this order. Its first bytes have a bit for each optional field that is there, the
 * lowest bit of all for a record that is written as JSON; the fields follow.
 *
 * Names are compared, not looked up, while V8 walks over the object's own layout: whatever objects come along, with fields
 * left out or undefined, reading one of their fields never is a search. Where the order says nothing (`anyOrder`), another
 * one is brought into this, by looking each name up.
 */
export function record(fields: Readonly<Record<string, Kind | Optional>>, order?: 'anyOrder'): Kind {
  const names = Object.keys(fields);
  const kinds = Object.values(fields).map((field) => ('optional' in field ? field.optional : field));
  let bits = asJson;
  const bitOf = Object.values(fields).map((field) => {
    if (!('optional' in field)) return 0;
    bits *= 2;
    return bits;
  });
  const headBytes = bits < 0x100 ? 1 : bits < 0x1_0000 ? 2 : 3;

  /** The bits of the optional fields that are there. Undefined: it is not such an object, or has another order. */
  const writeInOrder = (into: Writer, value: Readonly<Record<string, unknown>>): number | undefined => {
    let next = 0;
    let there = 0;
    for (const name in value) {
      const field = value[name];
      if (field === undefined) continue;
      while (names[next] !== name) {
        if (next >= names.length || bitOf[next] === 0) return undefined;
        next += 1;
      }
      if (!(kinds[next] as Kind).write(into, field)) return undefined;
      there |= bitOf[next] as number;
      next += 1;
    }
    for (; next < names.length; next += 1) if (bitOf[next] === 0) return undefined;
    return there;
  };

  const ordered = (value: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined => {
    const sorted: Record<string, unknown> = {};
    for (const name of names) if (Object.hasOwn(value, name)) sorted[name] = value[name];
    return Object.keys(value).length === Object.keys(sorted).length ? sorted : undefined;
  };

  return {
    write(into, value) {
      if (typeof value !== 'object' || value === null) return false;
      const { at, words } = into;
      into.skip(headBytes);
      const object = value as Readonly<Record<string, unknown>>;
      // To a record without required fields an empty list looks like one of it.
      let there = Array.isArray(value) ? undefined : writeInOrder(into, object);
      if (there === undefined && order === 'anyOrder' && !Array.isArray(value)) {
        const sorted = ordered(object);
        if (sorted !== undefined) {
          into.back(at + headBytes, words);
          there = writeInOrder(into, sorted);
        }
      }
      if (there !== undefined) {
        for (let index = 0; index < headBytes; index += 1) into.put(at + index, (there >> (8 * index)) & 255);
        return true;
      }
      into.back(at, words);
      const written: string | undefined = JSON.stringify(value);
      if (written === undefined) return false;
      into.byte(asJson);
      into.text(written);
      return true;
    },
    read(from) {
      let there = from.byte();
      if ((there & asJson) !== 0) return JSON.parse(from.text());
      for (let index = 1; index < headBytes; index += 1) there |= from.byte() << (8 * index);
      const value: Record<string, unknown> = {};
      for (const [index, name] of names.entries()) {
        const bit = bitOf[index] as number;
        if (bit === 0 || (there & bit) !== 0) value[name] = (kinds[index] as Kind).read(from);
      }
      return value;
    },
  };
}
