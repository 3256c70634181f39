/**
 * Goes on with a job, row by row through the committer, under the same locks as any receipt; one process at a time, by
 * an advisory lock that ends with its connection. What cannot be done now (a database away, a gateway that drains) is
 * left where it is: the position is moved only past rows that have been dealt with.
 */

import type { PointsPolicy } from '../../rules/model/points-policy.ts';
import type { AdjustCommand, AdjustUndoCommand, Command } from '../committer/commands.ts';
import type { Outcome } from '../committer/outcome.ts';
import type { Database, DatabaseClient } from '../database.ts';
import { type AdjustJob, adjustJobs, advanceAdjustJob, finishAdjustJob, nextAdjustRows } from './job.ts';

export interface AdjustRun {
  readonly database: Database;
  readonly submit: (command: Command) => Promise<Outcome>;
  /** Of the job's programme; `expiryOf` is when points given now, epoch ms, expire in a purse. */
  readonly termsOf: (
    job: AdjustJob,
  ) => Promise<{ policy: PointsPolicy; expiryOf: (purse: string | undefined, now: number) => number | undefined }>;
  readonly now: () => number;
  /** Rows under way at a time: what a till waits behind. */
  readonly atOnce: number;
  readonly stopping?: () => boolean;
  readonly onProgress?: (job: AdjustJob) => void;
}

const rowsRead = 1_000;
/** Any number, as long as it is the same in every process. */
const lockClass = 7_246_121;

/** False: another process is at it. Rejects where a row could not be decided; the job goes on from there another time. */
export async function runAdjustJob(run: AdjustRun, id: string): Promise<boolean> {
  const client = await run.database.connect();
  const lock = [lockClass, id];
  try {
    const asked = 'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked';
    const { rows } = await client.query<{ locked: boolean }>(asked, lock);
    if (rows[0]?.locked !== true) return false;
    try {
      await goOn(run, client, id);
    } finally {
      // Whoever hears that this has ended may go on at once, not when Postgres has noticed that a connection is gone.
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', lock).catch(() => undefined);
    }
    return true;
  } finally {
    // A lock that could not be given back goes with the connection, whatever state that is in.
    client.release(true);
  }
}

async function goOn(run: AdjustRun, client: DatabaseClient, id: string): Promise<void> {
  for (;;) {
    const [job] = await adjustJobs(client, id);
    if (job === undefined || run.stopping?.() === true) return;
    run.onProgress?.(job);
    if (job.state !== 'running' && job.state !== 'undoing') return;
    const found = await nextAdjustRows(client, job, rowsRead);
    const last = found.at(-1);
    if (last === undefined) await finishAdjustJob(client, job);
    else {
      await decideAll(run, await commandsOf(run, job, found));
      await advanceAdjustJob(client, job, last.row);
    }
  }
}

async function commandsOf(
  run: AdjustRun,
  job: AdjustJob,
  rows: Awaited<ReturnType<typeof nextAdjustRows>>,
): Promise<(AdjustCommand | AdjustUndoCommand)[]> {
  const { policy, expiryOf } = await run.termsOf(job);
  const at = run.now();
  return rows.flatMap((row): (AdjustCommand | AdjustUndoCommand)[] => {
    const { party, member, points } = row;
    if (party === undefined || member === undefined) return [];
    if (job.state === 'undoing') {
      if (row.state !== 'applied') return [];
      return [{ kind: 'adjust-undo', party, row: { job: job.id, row: row.row }, at, policy }];
    }
    if (row.state !== 'pending') return [];
    const purse = row.purse ?? job.purse;
    const expiresAt = points < 0 ? undefined : (job.expiresAt ?? expiryOf(purse, at));
    return [
      {
        kind: 'adjust',
        party,
        member,
        points,
        ...(purse !== undefined && { purse }),
        reason: row.reason ?? job.reason,
        at,
        ...(expiresAt !== undefined && { expiresAt }),
        policy,
        row: { job: job.id, row: row.row, dry: job.dry },
      },
    ];
  });
}

async function decideAll({ submit, atOnce }: AdjustRun, commands: readonly Command[]): Promise<void> {
  for (let from = 0; from < commands.length; from += atOnce) {
    const outcomes = await Promise.all(commands.slice(from, from + atOnce).map(submit));
    for (const outcome of outcomes) {
      if (outcome.kind === 'done') continue;
      throw new Error(
        outcome.kind === 'again' ? 'a row must be looked at again' : `${outcome.code}: ${outcome.detail}`,
      );
    }
  }
}
