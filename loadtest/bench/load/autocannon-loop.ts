/** The closed loop by autocannon: every connection sends its next request when the last has been answered. */
import autocannon, { type Client, type Request } from 'autocannon';
import type { LoadOrder } from './order.ts';
import type { ReceiptSource } from './receipts.ts';
import { headersOf, pathOf } from './requests.ts';
import type { Tally } from './tally.ts';

/** autocannon looks up so often whether it is to stop. */
const stopWithinMs = 100;
const replyWithinSeconds = 30;

export interface ClosedLoop {
  /** Resolves with the bodies that were sent and not answered, as autocannon cut them off, by key. */
  stop(): Promise<{ key: string; body: string }[]>;
}

export function loopByAutocannon(order: LoadOrder, receipts: ReceiptSource, tally: Tally): ClosedLoop {
  const unanswered = new Map<Client, { key: string; body: string }>();
  let connections = 0;

  const setupClient = (client: Client): void => {
    const key = order.keys[connections % order.keys.length] ?? '';
    connections += 1;
    const headers = headersOf(key);
    client.setRequests([
      {
        method: 'POST',
        path: pathOf(order.operation),
        headers,
        setupRequest(request: Request) {
          const body = receipts.next();
          tally.sent += 1;
          unanswered.set(client, { key, body });
          request.body = body;
          return request;
        },
      },
    ]);
    let wrong = false;
    client.on('headers', (reply) => {
      wrong = !tally.expects((reply as unknown as { statusCode: number }).statusCode);
    });
    client.on('body', (reply) => {
      if (wrong) tally.fault(reply.toString('utf8'));
    });
    client.on('response', (status, _bytes, milliseconds) => {
      unanswered.delete(client);
      const now = performance.now();
      tally.reply(status, milliseconds, tally.measures(now));
    });
    for (const event of ['connError', 'timeout'] as const) {
      client.addListener(event, (error?: Error) => tally.fault(`${event} ${error?.message ?? ''}`));
    }
  };

  let finished: () => void = () => {};
  const over = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const instance = autocannon(
    {
      url: order.url,
      connections: order.connections,
      // It is told when to stop.
      duration: 24 * 3_600,
      timeout: replyWithinSeconds,
      sampleInt: stopWithinMs,
      setupClient,
    },
    () => finished(),
  );
  return {
    async stop() {
      instance.stop();
      await over;
      return [...unanswered.values()];
    },
  };
}
