/**
 * What time alone makes due, for parties nobody touches: lapsed holds let go of their points within a second; lots are
 * activated and expired a day late, because a receipt of yesterday may still arrive and must find them as they were.
 * Everything goes through the committer, under the same locks as any receipt.
 */

import type { Command } from '../committer/commands.ts';
import type { Outcome } from '../committer/outcome.ts';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql.ts';

const dueHolds = sqlFile('ledger/jobs/due-holds.sql');
const dueParties = sqlFile('ledger/jobs/due-parties.sql');

const atOnce = 200;
/** As late as a till may be with a receipt. */
const settleLagMs = 86_400_000;

interface Sweep {
  readonly database: Database;
  readonly submit: (command: Command) => Promise<Outcome>;
}

/** One round. Returns how many holds and parties it dealt with. */
export async function sweep({ database, submit }: Sweep, now: number): Promise<{ holds: number; parties: number }> {
  const holds = await database.query<{ id: string; party: number }>({ ...dueHolds, values: [atOnce] });
  await Promise.all(holds.rows.map(({ id, party }) => submit({ kind: 'hold-expire', hold: id, party })));
  const at = now - settleLagMs;
  const parties = await database.query<{ id: number }>({ ...dueParties, values: [at, atOnce] });
  await Promise.all(parties.rows.map(({ id }) => submit({ kind: 'settle', party: id, at })));
  return { holds: holds.rows.length, parties: parties.rows.length };
}
