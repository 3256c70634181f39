/** The closed loop once more, by sockets of our own: to see what of a figure is autocannon's. */
import type { ClosedLoop } from './autocannon-loop.ts';
import { Connection } from './connection.ts';
import type { LoadOrder } from './order.ts';
import type { ReceiptSource } from './receipts.ts';
import type { Tally } from './tally.ts';

export function loopBySockets(order: LoadOrder, receipts: ReceiptSource, tally: Tally): ClosedLoop {
  let stopping = false;
  const loops = Array.from({ length: order.connections }, async (_, ordinal) => {
    const connection = new Connection(order, ordinal, tally);
    while (!stopping && !tally.faulty) await exchange(connection, receipts.next(), tally);
    connection.close();
  });
  return {
    async stop() {
      stopping = true;
      await Promise.all(loops);
      return [];
    },
  };
}

export function exchange(connection: Connection, body: string, tally: Tally): Promise<void> {
  const sentAt = performance.now();
  return new Promise((resolve) => {
    connection.send(body, (status) => {
      const now = performance.now();
      if (status !== undefined) tally.reply(status, now - sentAt, tally.measures(now));
      resolve();
    });
  });
}
