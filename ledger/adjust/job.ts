/**
 * Points given to many members, or taken from them: the rows of a file, or the members of a segment.
 *
 *     loading ──start──▶ running ──every row applied or refused──▶ done ──undo──▶ undoing ──every row applied undone──▶ undone
 *        └──breaks off, or nothing is heard of it for ten minutes──▶ (nothing)
 *
 * A row is applied once: its outcome is written in the transaction of its points, under the lock of its party. So a job
 * goes on after a crash at any point, from the last position that was noted; rows after it that are done already are
 * passed over. An undo takes back what a row gave as far as it is still in its lot, and gives back what it took; points
 * that were spent meanwhile are reported (`missing`), and owed by nobody.
 */
import { bigints, texts, uuids } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const begin = sqlFile('ledger/adjust/sql/begin-job.sql');
const add = sqlFile('ledger/adjust/sql/add-rows.sql');
const addMembers = sqlFile('ledger/adjust/sql/add-segment.sql');
const move = sqlFile('ledger/adjust/sql/move-job.sql');
const select = sqlFile('ledger/adjust/sql/select-jobs.sql');
const due = sqlFile('ledger/adjust/sql/due-jobs.sql');
const next = sqlFile('ledger/adjust/sql/next-rows.sql');
const advance = sqlFile('ledger/adjust/sql/advance-job.sql');
const finish = sqlFile('ledger/adjust/sql/finish-job.sql');
const outcomes = sqlFile('ledger/adjust/sql/select-rows.sql');
const drop = sqlFile('ledger/adjust/sql/drop-loading.sql');

export interface NewAdjustJob {
  readonly id: string;
  readonly programme: string;
  readonly version: number;
  readonly dry: boolean;
  /** For rows that name none. */
  readonly purse?: string;
  readonly reason: string;
  /** Epoch ms; of points that are given. Absent: as their purse has it. */
  readonly expiresAt?: number;
  /** Absent: the command line. */
  readonly credential?: number;
}

export interface AdjustJob extends NewAdjustJob {
  readonly state: 'running' | 'done' | 'undoing' | 'undone';
  readonly position: number;
  readonly rows: number;
  readonly applied: number;
  readonly refused: number;
  /** Points. */
  readonly given: number;
  readonly taken: number;
  readonly undone: number;
  /** Points brought back by the undo, and those it did not find. */
  readonly reversed: number;
  readonly missing: number;
  readonly createdAt: number;
  readonly finishedAt?: number;
}

export interface NewAdjustRow {
  readonly row: number;
  /** "card 2000000000017" */
  readonly name: string;
  /** Undefined: nobody is called so. */
  readonly member: string | undefined;
  readonly points: number;
  readonly purse: string | undefined;
  readonly reason: string | undefined;
}

interface NextRow {
  readonly row: number;
  readonly state: 'pending' | 'applied' | 'refused' | 'undone';
  readonly member?: string;
  readonly party?: number;
  readonly points: number;
  readonly purse?: string;
  readonly reason?: string;
}

interface RowOutcome {
  readonly row: number;
  readonly name: string;
  readonly points: number;
  readonly purse?: string;
  readonly state: NextRow['state'];
  readonly detail?: string;
  readonly undone?: number;
}

export async function beginAdjustJob(database: Queryable, job: NewAdjustJob): Promise<void> {
  const { id, programme, version, dry, purse, reason, expiresAt, credential } = job;
  const values = [id, programme, version, dry, purse ?? null, reason, expiresAt ?? null, credential ?? null];
  await database.query({ ...begin, values });
}

/** Throws where the job was given up meanwhile. */
export async function addAdjustRows(database: Queryable, job: string, rows: readonly NewAdjustRow[]): Promise<void> {
  const { rowCount } = await database.query({
    ...add,
    values: [
      job,
      bigints(rows.map(({ row }) => row)),
      texts(rows.map(({ name }) => name)),
      uuids(rows.map(({ member }) => member)),
      bigints(rows.map(({ points }) => points)),
      texts(rows.map(({ purse }) => purse)),
      texts(rows.map(({ reason }) => reason)),
    ],
  });
  if (rowCount !== rows.length) throw new Error(`adjust job ${job} was given up: nothing had been heard of it`);
}

/** The members of a version of a segment, all with the same points. Returns how many they are. */
export async function addAdjustSegment(
  database: Queryable,
  job: string,
  { version, points }: { readonly version: number; readonly points: number },
): Promise<number> {
  const { rows } = await database.query<{ rows: number }>({ ...addMembers, values: [job, version, points] });
  return rows[0]?.rows ?? 0;
}

/** False: it is not in the state that this begins from. */
export async function startAdjustJob(database: Queryable, job: string): Promise<boolean> {
  return (await database.query({ ...move, values: [job, 'loading', 'running'] })).rowCount === 1;
}

/** False: it is not done. */
export async function undoAdjustJob(database: Queryable, job: string): Promise<boolean> {
  return (await database.query({ ...move, values: [job, 'done', 'undoing'] })).rowCount === 1;
}

/** The job, or without an id the newest. */
export async function adjustJobs(database: Queryable, job?: string, atMost = 1): Promise<AdjustJob[]> {
  const { rows } = await database.query<Record<string, unknown>>({ ...select, values: [job ?? null, atMost] });
  return rows.map((row) => withoutNulls<AdjustJob>(row));
}

export async function dueAdjustJobs(database: Queryable): Promise<string[]> {
  return (await database.query<{ id: string }>(due)).rows.map(({ id }) => id);
}

export async function nextAdjustRows(database: Queryable, { id, position }: AdjustJob, atMost: number) {
  const { rows } = await database.query<Record<string, unknown>>({ ...next, values: [id, position, atMost] });
  return rows.map((row) => withoutNulls<NextRow>(row));
}

/** Notes that the rows up to `to` have been dealt with. */
export async function advanceAdjustJob(database: Queryable, job: AdjustJob, to: number): Promise<void> {
  await database.query({ ...advance, values: [job.id, job.position, to, job.state] });
}

export async function finishAdjustJob(database: Queryable, { id, state }: AdjustJob): Promise<void> {
  await database.query({ ...finish, values: [id, state] });
}

/** What became of the rows after one of them. */
export async function adjustOutcomes(
  database: Queryable,
  job: string,
  { after, atMost }: { readonly after: number; readonly atMost: number },
): Promise<RowOutcome[]> {
  const { rows } = await database.query<Record<string, unknown>>({ ...outcomes, values: [job, after, atMost] });
  return rows.map((row) => withoutNulls<RowOutcome>(row));
}

/** Gives up a job that is loading; without an id, those of which nothing has been heard for long. */
export async function dropAdjustJobs(database: Queryable, job?: string): Promise<void> {
  await database.query({ ...drop, values: [job ?? null] });
}
