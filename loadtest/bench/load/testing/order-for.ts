/** An order that the tests of loops and lines give, to a server of their own. */
import type { LoadOrder } from '../order.ts';

export function orderFor(url: string, more: Partial<LoadOrder> = {}): LoadOrder {
  return {
    url,
    operation: 'commits',
    keys: ['first', 'second'],
    generator: 'autocannon',
    connections: 4,
    warmMs: 0,
    warmReplies: 0,
    measureMs: 0,
    members: 100,
    skew: 0,
    seed: 1,
    prefix: 'p',
    ...more,
  };
}
