/** What the three subprotocols have in common: how a message becomes a value, and a value a message. */
import type { ErrorDetail, Refusal } from '../contract/errors.ts';
import type { FrameId, Push, Subprotocol } from '../contract/socket.ts';
import { jsonCodec } from './json.ts';
import { packedCodec, recordsCodec } from './msgpack.ts';

export type Incoming =
  | {
      readonly kind: 'value';
      readonly value: unknown;
      /** What the message can hold and a body must not: NaN, binary data, a name like __proto__. By its JSON pointer. */
      readonly unfit?: ErrorDetail | undefined;
    }
  | {
      readonly kind: 'unreadable';
      readonly refusal: Refusal;
      /** Later messages could not be read for what they are either. */
      readonly outOfStep: boolean;
    };

export interface Outgoing {
  readonly id: FrameId | null;
  readonly status: number;
  /** A string is JSON, as the ledger keeps it. */
  readonly body: string | object;
  readonly replayed: boolean;
}

/** One socket's: what it has read and written before may matter. */
export interface Codec {
  read(message: Buffer, isBinary: boolean): Incoming;
  /** To be sent at once, and in the order of writing. */
  write(reply: Outgoing): string | Buffer;
  writePush(push: Push): string | Buffer;
}

const codecs: Readonly<Record<Subprotocol, () => Codec>> = {
  'tillgate.json': () => jsonCodec,
  'tillgate.msgpack': () => packedCodec,
  'tillgate.msgpack-records': recordsCodec,
};

export function codecOf(subprotocol: Subprotocol): Codec {
  return codecs[subprotocol]();
}
