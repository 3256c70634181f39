/**
 * A line to the server that takes one request at a time, straight on a socket. Of a reply it reads the status and how
 * long it is, and the rest only where it is not as it should be: a third of the processor time that clients take to
 * parse what nobody looks at (docs/performance.md), time that the servers under test would miss.
 *
 *     idle ──send──▶ waiting for the reply ──▶ idle
 *       └── socket closed, no reply in time ──▶ broken, for good
 */
import { connect, type Socket } from 'node:net';
import type { Tally } from './tally.ts';

const replyWithinMs = 30_000;

type Done = (status: number | undefined) => void;

export abstract class Line {
  protected readonly socket: Socket;
  protected readonly tally: Tally;
  #done: Done | undefined;
  #broken: string | undefined;

  /** @param url http://127.0.0.1:PORT */
  constructor(url: string, tally: Tally) {
    const { hostname, port } = new URL(url);
    this.tally = tally;
    this.socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.socket.setTimeout(replyWithinMs, () => {
      // Between two requests a line may be silent as long as it likes.
      if (this.#done !== undefined) this.socket.destroy(new Error(`nothing came for ${replyWithinMs} ms`));
    });
    this.socket.on('data', (chunk) => this.read(chunk));
    this.socket.on('error', (error) => this.#break(error.message));
    this.socket.on('close', () => this.#break('the connection was closed'));
  }

  /** `body` is ASCII. `done` is told the status, or nothing where there was no reply: that is noted as a fault. */
  send(body: string, done: Done): void {
    this.tally.sent += 1;
    this.#done = done;
    if (this.#broken === undefined) this.write(body);
    else this.#fail(this.#broken);
  }

  close(): void {
    this.socket.destroy();
  }

  protected abstract write(body: string): void;

  protected abstract read(chunk: Buffer): void;

  /** The reply has come, whole. `words`: it, where it is not as it should be. */
  protected answered(status: number, words?: Buffer): void {
    if (words !== undefined) this.tally.fault(`${status} ${words.toString('utf8')}`);
    const done = this.#done;
    this.#done = undefined;
    done?.(status);
  }

  #break(reason: string): void {
    this.#broken ??= reason;
    if (this.#done !== undefined) this.#fail(this.#broken);
  }

  #fail(reason: string): void {
    this.tally.fault(`no reply: ${reason}`);
    const done = this.#done;
    this.#done = undefined;
    done?.(undefined);
  }
}
