/** The closed loop once more, by undici: to see what of a figure is autocannon's own. */
import type { ClosedLoop } from './autocannon-loop.ts';
import type { LoadOrder } from './order.ts';
import type { ReceiptSource } from './receipts.ts';
import type { Tally } from './tally.ts';
import { Connection } from './undici-client.ts';

export function loopByUndici(order: LoadOrder, receipts: ReceiptSource, tally: Tally): ClosedLoop {
  let stopping = false;
  const loops = Array.from({ length: order.connections }, async (_, ordinal) => {
    const connection = new Connection(order, ordinal, tally);
    while (!stopping && !tally.faulty) await exchange(connection, receipts.next(), tally);
    await connection.close();
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
