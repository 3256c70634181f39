/**
 * A till's WebSocket (docs/till-socket.md), frames of JSON. RFC 6455 as far as one server and one request at a time need it:
 * frames that come are whole messages, and those that are sent are masked with zeros, so that masking costs the generator nothing.
 */
import { randomBytes } from 'node:crypto';
import type { Operation } from '../options.ts';
import { Line } from './line.ts';
import type { LoadOrder } from './order.ts';
import { keyOf } from './requests.ts';
import type { Tally } from './tally.ts';

const headEnd = '\r\n\r\n';
const none: Buffer = Buffer.alloc(0);
const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;
const ops: Readonly<Record<Operation, string>> = { quotes: 'quote', commits: 'commit' };

export class TillSocket extends Line {
  readonly #op: string;
  #open = false;
  /** A request that was sent before the handshake was answered. */
  #waiting: string | undefined;
  /** Bytes of what has come in part. */
  #early = none;

  /** No two ordinals that are open at once may be the same till's. */
  constructor(order: LoadOrder, ordinal: number, tally: Tally) {
    super(order.url, tally);
    this.#op = ops[order.operation];
    const head = [
      'GET /v1/till HTTP/1.1',
      `host: ${new URL(order.url).host}`,
      `authorization: Bearer ${keyOf(order, ordinal)}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      'sec-websocket-protocol: tillgate.json',
    ];
    this.socket.write(`${head.join('\r\n')}${headEnd}`, 'latin1');
  }

  protected override write(body: string): void {
    if (this.#open) this.#send(opcodes.text, Buffer.from(`{"id":1,"op":"${this.#op}","body":${body}}`, 'latin1'));
    else this.#waiting = body;
  }

  protected override read(chunk: Buffer): void {
    let bytes = this.#early.length === 0 ? chunk : Buffer.concat([this.#early, chunk]);
    for (let taken = -1; taken !== 0; bytes = bytes.subarray(taken)) {
      taken = this.#open ? this.#readFrame(bytes) : this.#readHandshake(bytes);
    }
    this.#early = bytes;
  }

  /** How many bytes it was; none where it has not come whole. */
  #readHandshake(bytes: Buffer): number {
    const end = bytes.indexOf(headEnd);
    if (end < 0) return 0;
    if (!bytes.subarray(0, end).toString('latin1').startsWith('HTTP/1.1 101 ')) {
      this.socket.destroy(new Error(`the handshake was refused:\n${bytes.toString('utf8')}`));
      return 0;
    }
    this.#open = true;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.write(waiting);
    return end + headEnd.length;
  }

  /** Of one frame, as above. */
  #readFrame(bytes: Buffer): number {
    if (bytes.length < 2) return 0;
    const short = bytes.readUInt8(1);
    const from = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (bytes.length < from) return 0;
    const length = from === 10 ? Number(bytes.readBigUInt64BE(2)) : from === 4 ? bytes.readUInt16BE(2) : short;
    if (bytes.length < from + length) return 0;
    this.#take(bytes.readUInt8(0) & 15, bytes.subarray(from, from + length));
    return from + length;
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.ping) this.#send(opcodes.pong, payload);
    else if (opcode === opcodes.close) {
      const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      this.socket.destroy(new Error(`closed with ${code} ${payload.toString('utf8', 2)}`));
    } else {
      // What is no answer is a push, which nobody here waits for.
      const status = /^\{"id":(?:1|null),"status":(\d{3}),/.exec(payload.toString('latin1', 0, 40))?.[1];
      if (status !== undefined)
        this.answered(Number(status), this.tally.expects(Number(status)) ? undefined : Buffer.from(payload));
    }
  }

  #send(opcode: number, payload: Buffer): void {
    const { length } = payload;
    const head = length > 65_535 ? Buffer.alloc(14) : length > 125 ? Buffer.alloc(8) : Buffer.alloc(6);
    head.writeUInt8(128 | opcode, 0);
    if (head.length === 14) head.writeBigUInt64BE(BigInt(length), 2);
    else if (head.length === 8) head.writeUInt16BE(length, 2);
    head.writeUInt8(128 | (head.length === 14 ? 127 : head.length === 8 ? 126 : length), 1);
    this.socket.write(Buffer.concat([head, payload]));
  }
}
