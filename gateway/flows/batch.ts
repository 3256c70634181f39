/**
 * The receipts of a till that was offline, one JSON document a line. Each is committed on its own: the receipts of one
 * member in the order sent, one that brings goods back after all before it, everything else several at a time. Results
 * come in the order of the lines, each as soon as it is ready, so a batch of any length takes a bounded amount of memory.
 */
import type { Credential } from '../access/credential.ts';
import { type Refusal, refuse } from '../contract/errors.ts';
import { problemOf } from '../contract/problem.ts';
import type { WireCommit } from '../contract/receipt.ts';
import type { Parts } from '../parts.ts';
import { commit } from './commit.ts';
import type { Line } from './receipt/lines.ts';

const atOnce = 16;

interface Batch {
  readonly parts: Parts;
  readonly credential: Credential;
  readonly requestId: string;
  /** Reads one line as a commit's body, or throws RefusalError. */
  readonly read: (line: Buffer) => WireCommit;
  readonly refusalOf: (error: unknown) => Refusal;
}

/** One JSON line per line: {line, status, replayed?, body}. */
export async function* commitLines(batch: Batch, lines: AsyncIterable<Line>): AsyncGenerator<string> {
  const order = new Order();
  const underWay: Promise<string>[] = [];
  const source = lines[Symbol.asyncIterator]();
  const read = () => {
    const coming = source.next();
    // Whoever waits for it hears of a client that went away; nobody may be waiting.
    coming.catch(() => {});
    return coming;
  };
  let coming: Promise<IteratorResult<Line>> | undefined = read();
  while (coming !== undefined || underWay.length > 0) {
    const first = underWay[0];
    if (coming !== undefined && underWay.length < atOnce) {
      const line = coming.then((item) => ({ item }));
      const { item } = await (first === undefined
        ? line
        : Promise.race([line, first.then(() => ({ item: undefined }))]));
      if (item?.done === true) coming = undefined;
      if (item?.done === false) {
        underWay.push(commitLine(batch, item.value, order));
        coming = read();
      }
      if (item !== undefined) continue;
    }
    yield await (underWay.shift() as Promise<string>);
  }
}

async function commitLine({ parts, ...batch }: Batch, { number, bytes }: Line, order: Order): Promise<string> {
  try {
    if (parts.lifecycle.draining) refuse('draining', 'This gateway is shutting down; another will answer.');
    if (bytes === undefined) refuse('body_too_large', `line ${number} is larger than a receipt may be`);
    const body = batch.read(bytes);
    const { replayed, body: reply } = await order.after(body, () =>
      commit(parts, batch.credential, { ...body, offline: body.offline ?? true }),
    );
    const mark = replayed ? ',"replayed":true' : '';
    return `{"line":${number},"status":${replayed ? 200 : 201}${mark},"body":${reply}}\n`;
  } catch (error) {
    const problem = problemOf(batch.refusalOf(error), batch.requestId);
    return `${JSON.stringify({ line: number, status: problem.status, body: problem })}\n`;
  }
}

/** Which receipt waits for which; whatever becomes of the one, the other has its turn. */
class Order {
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #lastOf = new Map<string, Promise<unknown>>();

  after<T>({ member, returns = [] }: WireCommit, work: () => Promise<T>): Promise<T> {
    const key = member && JSON.stringify(member);
    const before = returns.length > 0 ? [...this.#underWay] : [key && this.#lastOf.get(key)];
    const done = Promise.allSettled(before).then(work);
    this.#underWay.add(done);
    if (key !== undefined) this.#lastOf.set(key, done);
    const forget = (): void => {
      this.#underWay.delete(done);
      if (key !== undefined && this.#lastOf.get(key) === done) this.#lastOf.delete(key);
    };
    done.then(forget, forget);
    return done;
  }
}
