/** A connection of HTTP/1.1, kept alive. */
import { Line } from './line.ts';
import type { LoadOrder } from './order.ts';
import { headersOf, keyOf, pathOf } from './requests.ts';
import type { Tally } from './tally.ts';

const headEnd = '\r\n\r\n';
const none: Buffer = Buffer.alloc(0);

export class Connection extends Line {
  /** Everything of a request but its length and body. */
  readonly #head: string;
  #status = 0;
  /** Of a head that has come in part. */
  #early = none;
  /** Bytes of the body that have not come yet; undefined before the head has. */
  #left: number | undefined;
  #wrong: Buffer[] = [];

  constructor(order: LoadOrder, ordinal: number, tally: Tally) {
    super(order.url, tally);
    const headers = { host: new URL(order.url).host, ...headersOf(keyOf(order, ordinal)) };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#head = `POST ${pathOf(order.operation)} HTTP/1.1\r\n${lines.join('')}content-length: `;
  }

  protected override write(body: string): void {
    this.socket.write(`${this.#head}${body.length}${headEnd}${body}`, 'latin1');
  }

  protected override read(chunk: Buffer): void {
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
      this.socket.destroy(new Error(`a reply without a length:\n${head}`));
      return false;
    }
    this.#left = Number(length);
    return true;
  }

  #readBody(bytes: Buffer): void {
    if (!this.tally.expects(this.#status)) this.#wrong.push(bytes);
    this.#left = (this.#left ?? 0) - bytes.length;
    if (this.#left > 0) return;
    const words = this.#wrong.length > 0 ? Buffer.concat(this.#wrong) : undefined;
    this.#wrong = [];
    this.#left = undefined;
    this.answered(this.#status, words);
  }
}
