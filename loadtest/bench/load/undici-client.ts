/**
 * Connections that take one request at a time each, by undici's lowest call: what it says of a reply is its status, and
 * the body only where it is not as it should be.
 */
import { Client, type Dispatcher } from 'undici';
import type { LoadOrder } from './order.ts';
import { headersOf, pathOf } from './requests.ts';
import type { Tally } from './tally.ts';

const replyWithinMs = 30_000;

export class Connection {
  readonly #client: Client;
  readonly #tally: Tally;
  readonly #options: Pick<Dispatcher.DispatchOptions, 'path' | 'method' | 'headers'>;

  constructor(order: LoadOrder, ordinal: number, tally: Tally) {
    const key = order.keys[ordinal % order.keys.length] ?? '';
    this.#client = new Client(order.url, { pipelining: 1, headersTimeout: replyWithinMs, bodyTimeout: replyWithinMs });
    this.#tally = tally;
    this.#options = { path: pathOf(order.operation), method: 'POST', headers: headersOf(key) };
  }

  /** `done` is told the status, or nothing where there was no reply: that is noted as a fault. */
  send(body: string, done: (status: number | undefined) => void): void {
    const tally = this.#tally;
    let status = 0;
    let wrong = '';
    tally.sent += 1;
    this.#client.dispatch(
      { ...this.#options, body },
      {
        onRequestStart() {},
        onResponseStart(_controller, given) {
          status = given;
        },
        onResponseData(_controller, chunk) {
          if (!tally.expects(status)) wrong += chunk.toString('utf8');
        },
        onResponseEnd() {
          if (wrong !== '') tally.fault(`${status} ${wrong}`);
          done(status);
        },
        onResponseError(_controller, error) {
          tally.fault(`no reply: ${error.message}`);
          done(undefined);
        },
      },
    );
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
