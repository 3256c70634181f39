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
/** Of a day on which a million lots expire, every sweep takes this much, and tills are served beside it. */
const roundsAtMost = 20;
/** As late as a till may be with a receipt. */
const settleLagMs = 86_400_000;

interface Sweep {
  readonly database: Database;
  readonly submit: (command: Command) => Promise<Outcome>;
}

/** One sweep. Returns how many holds and parties it dealt with. */
export async function sweep({ database, submit }: Sweep, now: number): Promise<{ holds: number; parties: number }> {
  const holds = await inRounds(async () => {
    type Due = { id: string; party: number | null; certificate: string | null; coupons: string[] };
    const { rows } = await database.query<Due>({ ...dueHolds, values: [atOnce] });
    return rows.map(
      ({ id, party, certificate, coupons }): Command => ({
        kind: 'hold-expire',
        hold: id,
        ...(party !== null && { party }),
        ...(certificate !== null && { certificate }),
        coupons,
      }),
    );
  }, submit);
  const at = now - settleLagMs;
  const parties = await inRounds(async () => {
    const { rows } = await database.query<{ id: number }>({ ...dueParties, values: [at, atOnce] });
    return rows.map(({ id }): Command => ({ kind: 'settle', party: id, at }));
  }, submit);
  return { holds, parties };
}

/** Round after round, as long as each is full and all of it was done: what cannot be done now is left to the next sweep. */
async function inRounds(look: () => Promise<Command[]>, submit: Sweep['submit']): Promise<number> {
  let total = 0;
  for (let round = 0; round < roundsAtMost; round += 1) {
    const commands = await look();
    const outcomes = await Promise.all(commands.map(submit));
    const done = outcomes.filter((outcome) => outcome.kind === 'done').length;
    total += done;
    if (done < atOnce) break;
  }
  return total;
}
