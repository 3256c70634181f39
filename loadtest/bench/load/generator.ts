/**
 * The generator: a process of its own, so that its processor time can be told from everybody else's. It is sent one
 * order after another, and says when the measured window opens and closes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { loopByAutocannon } from './autocannon-loop.ts';
import { exchange, loopByLines } from './line-loop.ts';
import { openLine } from './lines.ts';
import { OpenLoop } from './open-loop.ts';
import type { FromGenerator, LoadOrder, LoadResult } from './order.ts';
import { createReceipts, type ReceiptSource } from './receipts.ts';
import { Tally } from './tally.ts';

process.on('message', (order: LoadOrder) => {
  load(order).then(
    (result) => say({ at: 'done', result }),
    (error: unknown) =>
      say({ at: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
// Nobody is left to load for.
process.on('disconnect', () => process.exit());

/** Of fewer nothing can be said: the window stays open for them, on a machine that is busy with something else. */
const fewestReplies = 100;

function say(message: FromGenerator): void {
  process.send?.(message);
}

async function load(order: LoadOrder): Promise<LoadResult> {
  const tally = new Tally(order.operation);
  const receipts = createReceipts(order);
  if (order.sweep === true) await sweep(order, receipts, tally);
  else if (order.rate === undefined) await loadClosed(order, receipts, tally);
  else await loadOpen(order, receipts, tally);
  return tally.result();
}

async function loadClosed(order: LoadOrder, receipts: ReceiptSource, tally: Tally): Promise<void> {
  const loop = (order.generator === 'autocannon' ? loopByAutocannon : loopByLines)(order, receipts, tally);
  await window(order, tally);
  const cutOff = await loop.stop();
  if (order.operation === 'quotes' || tally.faulty) return;
  // Whether they were committed nobody knows, and sending them again finds out: each is there once.
  await resend(order, cutOff, tally);
}

async function loadOpen(order: LoadOrder, receipts: ReceiptSource, tally: Tally): Promise<void> {
  let over = false;
  const running = new OpenLoop(order, receipts, tally).run(() => over || tally.faulty);
  await window(order, tally);
  over = true;
  await running;
}

async function window(order: LoadOrder, tally: Tally): Promise<void> {
  await sleep(order.warmMs);
  const patience = performance.now() + 9 * order.warmMs;
  while (tally.answered < order.warmReplies && performance.now() < patience && !tally.faulty) await sleep(20);
  tally.open();
  say({ at: 'opened' });
  // A fault ends it early: there is nothing to be measured any more.
  for (const until = performance.now() + order.measureMs; !tally.faulty; ) {
    const leftMs = until - performance.now();
    if (leftMs <= 0 && tally.replies >= fewestReplies) break;
    await sleep(leftMs > 0 ? Math.min(100, leftMs) : 20);
  }
  tally.close();
  say({ at: 'closed' });
}

async function resend(order: LoadOrder, cutOff: readonly { key: string; body: string }[], tally: Tally): Promise<void> {
  for (const { key, body } of cutOff) {
    const response = await fetch(`${order.url}/v1/receipts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    tally.resent += 1;
    if (response.status !== 200 && response.status !== 201) tally.fault(`${response.status} ${text}`);
  }
}

async function sweep(order: LoadOrder, receipts: ReceiptSource, tally: Tally): Promise<void> {
  tally.open();
  let left = order.members;
  await Promise.all(
    Array.from({ length: order.connections }, async (_, ordinal) => {
      const line = openLine(order, ordinal, tally);
      while (left > 0 && !tally.faulty) {
        left -= 1;
        await exchange(line, receipts.next(), tally);
      }
      line.close();
    }),
  );
  tally.close();
}
