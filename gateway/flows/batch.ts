/**
 * The receipts of a till that was offline, one JSON document a line. Each is committed on its own; the receipts of one
 * member in the order sent, everything else several at a time. Results come in the order of the lines, as they are
 * ready, so a batch of any length takes a bounded amount of memory.
 */
import type { Credential } from '../access/credential.ts';
import { type Refusal, RefusalError } from '../contract/errors.ts';
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
  readonly read: (text: string) => WireCommit;
  readonly refusalOf: (error: unknown) => Refusal;
}

/** One JSON line per line: {line, status, replayed?, body}. */
export async function* commitLines(batch: Batch, lines: AsyncIterable<Line>): AsyncGenerator<string> {
  const underWay: Promise<string>[] = [];
  const lastOf = new Map<string, Promise<unknown>>();
  for await (const line of lines) {
    if (underWay.length === atOnce) yield await (underWay.shift() as Promise<string>);
    underWay.push(commitLine(batch, line, lastOf));
  }
  for (const result of underWay) yield await result;
}

async function commitLine(batch: Batch, line: Line, lastOf: Map<string, Promise<unknown>>): Promise<string> {
  try {
    if (line.text === undefined) {
      throw new RefusalError({ code: 'body_too_large', detail: `line ${line.number} is larger than a receipt may be` });
    }
    const body = batch.read(line.text);
    const { replayed, body: reply } = await inOrder(lastOf, body, () =>
      commit(batch.parts, batch.credential, { ...body, offline: body.offline ?? true }),
    );
    const mark = replayed ? ',"replayed":true' : '';
    return `{"line":${line.number},"status":${replayed ? 200 : 201}${mark},"body":${reply}}\n`;
  } catch (error) {
    const problem = problemOf(batch.refusalOf(error), batch.requestId);
    return `${JSON.stringify({ line: line.number, status: problem.status, body: problem })}\n`;
  }
}

/** After the one before it of the same member, whatever became of that. */
function inOrder<T>(lastOf: Map<string, Promise<unknown>>, { member }: WireCommit, work: () => Promise<T>): Promise<T> {
  if (member === undefined) return work();
  const key = JSON.stringify(member);
  const previous = lastOf.get(key) ?? Promise.resolve();
  const next = previous.then(work, work);
  lastOf.set(key, next);
  const forget = (): void => {
    if (lastOf.get(key) === next) lastOf.delete(key);
  };
  next.then(forget, forget);
  return next;
}
