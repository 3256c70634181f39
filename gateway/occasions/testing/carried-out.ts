import { until } from '../../../ledger/testing/until.ts';
import type { StartedGateway } from '../../testing/start-gateway.ts';
import { carryOutOccasions } from '../carry-out.ts';

/** Carries out what waits until nothing does any more; the gateways' own rounds may be at it just then. */
export async function carriedOut({ parts, pool }: Pick<StartedGateway, 'parts' | 'pool'>): Promise<void> {
  await until(async () => {
    await carryOutOccasions(parts);
    const { rowCount } = await pool.query("SELECT FROM occasions WHERE state IN ('due', 'back')");
    return rowCount === 0;
  });
}
