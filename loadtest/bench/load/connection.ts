/**
 * A connection that takes one request at a time, straight on a socket. Of a reply it reads the status and how long it
 * is, and the body only where it is not as it should be: a third of the processor time that HTTP clients take to parse
 * what nobody looks at (docs/performance.md), time that the servers under test would miss.
 *
 *     idle ──send──▶ waiting for the head ──▶ waiting for the body ──▶ idle
 *       └──────────────────── socket closed, no reply in time ───────────▶ broken, for good
 */
import { connect, type Socket } from 'node:net';
import type { LoadOrder } from './order.ts';
import { headersOf, pathOf } from './requests.ts';
import type { Tally } from './tally.ts';

const replyWithinMs = 30_000;
const headEnd = '\r\n\r\n';
const none: Buffer = Buffer.alloc(0);

type Done = (status: number | undefined) => void;

export class Connection {
  readonly #socket: Socket;
  readonly #tally: Tally;
  /** Everything of a request but its length and body. */
  readonly #head: string;
  #done: Done | undefined;
  #status = 0;
  /** Of a head that has come in part. */
  #early = none;
  /** Bytes of the body that have not come yet; undefined before the head has. */
  #left: number | undefined;
  #wrong: Buffer[] = [];
  #broken: string | undefined;

  constructor(order: LoadOrder, ordinal: number, tally: Tally) {
    const { hostname, port, host } = new URL(order.url);
    const headers = { host, ...headersOf(order.keys[ordinal % order.keys.length] ?? '') };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#head = `POST ${pathOf(order.operation)} HTTP/1.1\r\n${lines.join('')}content-length: `;
    this.#tally = tally;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setTimeout(replyWithinMs, () => {
      // Between two requests a connection may be silent as long as it likes.
      if (this.#done !== undefined) this.#socket.destroy(new Error(`nothing came for ${replyWithinMs} ms`));
    });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#break(error.message));
    this.#socket.on('close', () => this.#break('the connection was closed'));
  }

  /** `body` is ASCII. `done` is told the status, or nothing where there was no reply: that is noted as a fault. */
  send(body: string, done: Done): void {
    this.#tally.sent += 1;
    this.#done = done;
    if (this.#broken === undefined) this.#socket.write(`${this.#head}${body.length}${headEnd}${body}`, 'latin1');
    else this.#fail(this.#broken);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    if (this.#left === undefined) {
      const bytes = this.#early.length === 0 ? chunk : Buffer.concat([this.#early, chunk]);
      const end = bytes.indexOf(headEnd);
      if (end < 0) {
        this.#early = bytes;
        return;
      }
      this.#early = none;
      if (this.#readHead(bytes.toString('latin1', 0, end))) this.#readBody(bytes.subarray(end + headEnd.length));
    } else this.#readBody(chunk);
  }

  /** False: there is no telling where its body ends. */
  #readHead(head: string): boolean {
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#socket.destroy(new Error(`a reply without a length:\n${head}`));
      return false;
    }
    this.#left = Number(length);
    return true;
  }

  #readBody(bytes: Buffer): void {
    if (!this.#tally.expects(this.#status)) this.#wrong.push(bytes);
    this.#left = (this.#left ?? 0) - bytes.length;
    if (this.#left > 0) return;
    if (this.#wrong.length > 0) this.#tally.fault(`${this.#status} ${Buffer.concat(this.#wrong).toString('utf8')}`);
    this.#wrong = [];
    this.#left = undefined;
    const done = this.#done;
    this.#done = undefined;
    done?.(this.#status);
  }

  #break(reason: string): void {
    this.#broken ??= reason;
    if (this.#done !== undefined) this.#fail(this.#broken);
  }

  #fail(reason: string): void {
    this.#tally.fault(`no reply: ${reason}`);
    const done = this.#done;
    this.#done = undefined;
    done?.(undefined);
  }
}
