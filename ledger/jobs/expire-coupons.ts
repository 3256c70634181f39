/**
 * Marks codes whose time is over. Every answer knows by the clock that they are; the mark is for who reads the table, and
 * keeps the index of those that may still expire small. A day late, as lots are: a receipt of yesterday may still come, and
 * is not kept from using one by the mark either.
 */
import type { Database } from '../database.ts';
import { sqlFile } from '../sql.ts';

const expire = sqlFile('ledger/jobs/expire-coupons.sql');

const atOnce = 1_000;
/** A campaign's million codes expire at one moment: a round takes this much, and tills are served beside it. */
const roundsAtMost = 100;
const lagMs = 86_400_000;

/** How many it has marked. */
export async function expireCoupons(database: Database, now: number): Promise<number> {
  let total = 0;
  for (let round = 0; round < roundsAtMost; round += 1) {
    const { rowCount } = await database.query({ ...expire, values: [now - lagMs, atOnce] });
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < atOnce) break;
  }
  return total;
}
