/**
 * A till at the other end of `/v1/till`, in any of the three subprotocols: tillgate.msgpack with a library that is not
 * the gateway's. Every answer and push is held against the contract's schema, and one that is not so is a fault.
 */
import { decode, encode } from '@msgpack/msgpack';
import { Ajv } from 'ajv';
import { Packr, Unpackr } from 'msgpackr';
import { WebSocket } from 'ws';
import { shared } from '../contract/shared.ts';
import {
  type AnsweredOp,
  type Push,
  pushes,
  type Reply,
  replies,
  replyOf,
  type Subprotocol,
  type TillOp,
} from '../contract/socket.ts';
import { formats } from '../plugins/validation/formats.ts';

export interface TillReply extends Reply {
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came, whatever it is
  readonly body: any;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A handshake that was answered otherwise than with a socket. */
export interface Refused {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface TillOrder {
  /** http://127.0.0.1:8080 */
  readonly address: string;
  /** The key; undefined: none. */
  readonly secret?: string | undefined;
  readonly subprotocol?: Subprotocol;
  /** What is offered instead of it. */
  readonly offered?: readonly string[];
  /** As ?till=. */
  readonly till?: string;
}

type Message = string | Buffer;

interface Coding {
  write(value: unknown): Message;
  read(message: Buffer): unknown;
}

const codings: Readonly<Record<Subprotocol, () => Coding>> = {
  'tillgate.json': () => ({
    write: (value) => JSON.stringify(value),
    read: (message) => JSON.parse(message.toString('utf8')),
  }),
  'tillgate.msgpack': () => ({
    write: (value) => Buffer.from(encode(value, { ignoreUndefined: true })),
    read: (message) => decode(message),
  }),
  'tillgate.msgpack-records': () => {
    const packr = new Packr({ sequential: true });
    const unpackr = new Unpackr({ sequential: true, mapsAsObjects: true, int64AsType: 'number' });
    return { write: (value) => Buffer.from(packr.pack(value)), read: (message) => unpackr.unpack(message) };
  },
};

const ajv = new Ajv({ strict: false, formats });
for (const schema of shared) ajv.addSchema(schema);
const checks = {
  replies: new Map(Object.keys(replies).map((op) => [op, ajv.compile(replyOf(op as AnsweredOp))])),
  pushes: new Map(Object.entries(pushes).map(([event, schema]) => [event, ajv.compile(schema)])),
};

/** Rejects with a `Refused` as its cause where the gateway refuses. */
export function connectTill(order: TillOrder): Promise<TillClient> {
  const { address, secret, subprotocol = 'tillgate.json', offered = [subprotocol], till } = order;
  const query = till === undefined ? '' : `?till=${encodeURIComponent(till)}`;
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/v1/till${query}`, [...offered], {
    headers: secret === undefined ? {} : { authorization: `Bearer ${secret}` },
  });
  const client = new TillClient(socket, codings[subprotocol]());
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(client));
    socket.once('error', reject);
    socket.once('unexpected-response', async (_request, response) => {
      let text = '';
      for await (const part of response) text += part;
      const refused: Refused = { status: response.statusCode ?? 0, body: parsed(text), headers: response.headers };
      reject(new Error(`the handshake is answered ${refused.status} ${text}`, { cause: refused }));
    });
  });
}

/** How the gateway refuses a handshake. */
export async function refusalOf(order: TillOrder): Promise<Refused> {
  const outcome = await connectTill(order).then(
    () => new Error('it is not refused'),
    (error: Error) => error,
  );
  if (typeof outcome.cause === 'object' && outcome.cause !== null && 'status' in outcome.cause)
    return outcome.cause as Refused;
  throw outcome;
}

export class TillClient {
  readonly socket: WebSocket;
  /** When it is closed, by either side. */
  readonly closed: Promise<Closed>;
  /** All that have come. */
  readonly pushes: Push[] = [];
  /** Answers to no frame of `call`, with id null say. */
  readonly others: TillReply[] = [];
  /** Answers and pushes that the contract does not know so. */
  readonly faults: string[] = [];
  readonly #coding: Coding;
  readonly #waiting = new Map<
    string | number,
    { op: TillOp; resolve: (reply: TillReply) => void; reject: (error: Error) => void }
  >();
  #watching = new Set<() => void>();
  #ids = 0;

  constructor(socket: WebSocket, coding: Coding) {
    this.socket = socket;
    this.#coding = coding;
    socket.on('message', (data) => this.#onMessage(data as Buffer));
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        const lost = new Error(`the socket closed with ${code} ${reason}`);
        for (const { reject } of this.#waiting.values()) reject(lost);
        resolve({ code, reason: String(reason) });
        this.#look();
      });
    });
  }

  /** Rejects where the socket closes first. */
  call(op: TillOp, body?: unknown, key?: string): Promise<TillReply> {
    this.#ids += 1;
    return this.send({ id: this.#ids, op, ...(body !== undefined && { body }), ...(key !== undefined && { key }) });
  }

  /** A frame of one's own, whose answer comes by its id. */
  send(frame: {
    readonly id: string | number;
    readonly op: string;
    readonly [field: string]: unknown;
  }): Promise<TillReply> {
    const answer = new Promise<TillReply>((resolve, reject) => {
      this.#waiting.set(frame.id, { op: frame.op as TillOp, resolve, reject });
    });
    this.write(frame);
    return answer;
  }

  /** Whatever it is, coded as a frame of so many bytes. */
  write(value: unknown): number {
    const message = this.#coding.write(value);
    this.socket.send(message);
    return Buffer.byteLength(message);
  }

  /** Resolves with what `find` finds, now or when something has come; rejects where the socket closes first. */
  until<T>(find: (client: TillClient) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find(this);
        if (found !== undefined) resolve(found);
        else if (this.socket.readyState === WebSocket.CLOSED) reject(new Error('the socket is closed'));
        else return;
        this.#watching.delete(look);
      };
      this.#watching.add(look);
      look();
    });
  }

  /** The next answer to no frame of `call`. */
  async other(): Promise<TillReply> {
    const seen = this.others.length;
    return this.until(({ others }) => others[seen]);
  }

  async close(): Promise<Closed> {
    this.socket.close();
    return this.closed;
  }

  #onMessage(data: Buffer): void {
    const message = this.#coding.read(data) as TillReply | Push;
    if ('event' in message) {
      this.#check(checks.pushes.get(message.event), message.body, message);
      this.pushes.push(message);
    } else {
      const waiting = message.id === null ? undefined : this.#waiting.get(message.id);
      if (waiting === undefined) this.others.push(message);
      else {
        this.#waiting.delete(message.id as string | number);
        this.#check(checks.replies.get(waiting.op) ?? checks.replies.get('ping'), message, message);
        waiting.resolve(message);
      }
    }
    this.#look();
  }

  #check(validate: ReturnType<Ajv['compile']> | undefined, value: unknown, message: unknown): void {
    if (validate?.(value) === true) return;
    this.faults.push(`${ajv.errorsText(validate?.errors)}: ${JSON.stringify(message)}`);
  }

  #look(): void {
    for (const look of [...this.#watching]) look();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
