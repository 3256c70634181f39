/**
 * tillgate.msgpack: frames are MessagePack as any library reads and writes it, maps and all. tillgate.msgpack-records
 * has msgpackr's records besides, in both directions: a shape of object is named once on a socket, then meant by a byte.
 * Records are read right only in the order in which they were written, so a reply is packed when it is sent.
 */
import { Packr } from 'msgpackr';
import type { Codec, Outgoing } from './codec.ts';
import { MessagePackReader, UnreadableError } from './read-msgpack.ts';
import { unreadable } from './unreadable.ts';

const plain = new Packr({ useRecords: false, variableMapSize: true });

/** It remembers nothing, so all sockets have the same. */
export const packedCodec: Codec = {
  read: reading(() => new MessagePackReader(), 'tillgate.msgpack', false),
  write: (reply) => plain.pack(withWideIntegers(replyOf(reply))),
  writePush: (push) => plain.pack(withWideIntegers(push)),
};

export function recordsCodec(): Codec {
  // The options must be the socket's own: msgpackr keeps the shapes it has seen in them.
  const records = new Packr({ sequential: true });
  const reader = new MessagePackReader({ records: true });
  return {
    read: reading(() => reader, 'tillgate.msgpack-records', true),
    write: (reply) => records.pack(replyOf(reply)),
    writePush: (push) => records.pack(push),
  };
}

function reading(reader: () => MessagePackReader, subprotocol: string, remembers: boolean): Codec['read'] {
  return (message, isBinary) => {
    if (!isBinary) return unreadable('unsupported_media_type', `${subprotocol} takes binary messages, not text.`);
    try {
      return { kind: 'value', ...reader().read(message) };
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      return unreadable('malformed_body', `The frame is not MessagePack: ${error.message}.`, remembers);
    }
  };
}

function replyOf({ id, status, body, replayed }: Outgoing): object {
  const value: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return { id, status, body: value, ...(replayed && { replayed }) };
}

/**
 * msgpackr writes whole numbers beyond 32 bits as floats, which typed clients do not take for whole numbers; as bigints
 * they are written for what they are. Most replies have none, and are not copied.
 */
function withWideIntegers(value: object): object {
  return hasWide(value) ? (widened(value) as object) : value;
}

function isWide(value: unknown): value is number {
  return Number.isSafeInteger(value) && ((value as number) > 0xffff_ffff || (value as number) < -0x8000_0000);
}

function hasWide(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isWide(value);
  return Array.isArray(value) ? value.some(hasWide) : Object.values(value).some(hasWide);
}

function widened(value: unknown): unknown {
  if (isWide(value)) return BigInt(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(widened);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, widened(item)]));
}
