import type { ClaimedBatch, MadeCode } from './batches.ts';

/** A header, and then a chunk for each step: the code, whose it is, until when. */
export async function* csvOf(batch: ClaimedBatch, steps: AsyncIterable<readonly MadeCode[]>): AsyncGenerator<string> {
  const until = batch.expiresAt === undefined ? '' : new Date(batch.expiresAt).toISOString();
  yield 'code,member,expiresAt\r\n';
  for await (const step of steps) yield step.map(({ code, member = '' }) => `${code},${member},${until}\r\n`).join('');
}
