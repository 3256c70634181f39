/** Lines of the kind that was ordered. */
import { Connection } from './connection.ts';
import type { Line } from './line.ts';
import type { LoadOrder } from './order.ts';
import type { Tally } from './tally.ts';
import { TillSocket } from './till-socket.ts';

export function openLine(order: LoadOrder, ordinal: number, tally: Tally): Line {
  return new (order.generator === 'frames' ? TillSocket : Connection)(order, ordinal, tally);
}

/** A till has one WebSocket: its second would replace the first. Over HTTP it may have as many connections as it likes. */
export function linesAtMost({ generator, keys }: LoadOrder): number {
  return generator === 'frames' ? keys.length : Number.POSITIVE_INFINITY;
}
