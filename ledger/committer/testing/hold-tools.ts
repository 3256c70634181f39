import { readHolds } from '../../holds/read.ts';
import type { HoldChangeCommand } from '../commands.ts';
import type { openShop, Shopper } from './shop.ts';

/** Members with points, and what is done to their holds. */
export function holdTools(shop: Awaited<ReturnType<typeof openShop>>) {
  const { committer, pool } = shop;

  async function member(points: number): Promise<Shopper> {
    const shopper = await shop.shopper();
    await shop.give(shopper, points);
    return shopper;
  }

  const change = (kind: HoldChangeCommand['kind'], hold: string, { party }: Shopper, ttlMs?: number) =>
    committer.submit({ kind, hold, party, ...(ttlMs !== undefined && { ttlMs }) });

  const stateOf = async (id: string) => {
    const [hold] = await readHolds(pool, [id]);
    return `${hold?.state} ${hold?.posted} of ${hold?.points}`;
  };

  return { member, change, stateOf };
}
