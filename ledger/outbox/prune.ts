import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';

const prune = sqlFile('ledger/outbox/prune.sql');
const atOnce = 5_000;
/** A round ends in any case: the next one goes on. */
const batchesAtMost = 200;

/** Deletes what is older than a day, in small transactions. Returns how many rows. */
export async function pruneOutbox(database: Queryable): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < batchesAtMost; batch += 1) {
    const { rows } = await database.query<{ gone: number }>({ ...prune, values: [atOnce] });
    const gone = rows[0]?.gone ?? 0;
    total += gone;
    if (gone < atOnce) break;
  }
  return total;
}
