/** The closed loop once more, by lines of our own: to see what of a figure is autocannon's, and over tills' WebSockets. */
import type { ClosedLoop } from './autocannon-loop.ts';
import type { Line } from './line.ts';
import { openLine } from './lines.ts';
import type { LoadOrder } from './order.ts';
import type { ReceiptSource } from './receipts.ts';
import type { Tally } from './tally.ts';

export function loopByLines(order: LoadOrder, receipts: ReceiptSource, tally: Tally): ClosedLoop {
  let stopping = false;
  const loops = Array.from({ length: order.connections }, async (_, ordinal) => {
    const line = openLine(order, ordinal, tally);
    while (!stopping && !tally.faulty) await exchange(line, receipts.next(), tally);
    line.close();
  });
  return {
    async stop() {
      stopping = true;
      await Promise.all(loops);
      return [];
    },
  };
}

export function exchange(line: Line, body: string, tally: Tally): Promise<void> {
  const sentAt = performance.now();
  return new Promise((resolve) => {
    line.send(body, (status) => {
      const now = performance.now();
      if (status !== undefined) tally.reply(status, now - sentAt, tally.measures(now));
      resolve();
    });
  });
}
