/** What tests wait for, instead of for some time to pass. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '../database.ts';

/** Only bounds a failure: a machine with other things to do may take long. */
const patienceMs = 60_000;

/** Resolves when it is so, with what was found. */
export async function until<Found>(isSo: () => Found | Promise<Found>): Promise<Exclude<Found, undefined | false>> {
  for (const begun = performance.now(); ; await sleep(5)) {
    const found = await isSo();
    if (found !== undefined && found !== false) return found as Exclude<Found, undefined | false>;
    if (performance.now() - begun > patienceMs) throw new Error(`it has not come to be so: ${isSo}`);
  }
}

/**
 * Whether somebody waits for a lock in this database.
 *
 * @param application of these connections alone
 */
export async function somebodyWaits(database: Queryable, application = '%'): Promise<boolean> {
  const { rows } = await database.query(
    `SELECT FROM pg_stat_activity
     WHERE wait_event_type = 'Lock' AND datname = current_database() AND backend_type = 'client backend'
       AND application_name LIKE $1`,
    [application],
  );
  return rows.length > 0;
}
