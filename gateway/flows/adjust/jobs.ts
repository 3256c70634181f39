/** Many members at once: a job is loaded whole, and begun when it is answered; who runs it is adjust-runner.ts. */
import { createHash } from 'node:crypto';
import { v4 as randomId } from 'uuid';
import {
  type AdjustJob,
  addAdjustSegment,
  adjustJobs,
  adjustOutcomes,
  beginAdjustJob,
  dropAdjustJobs,
  startAdjustJob,
  undoAdjustJob,
} from '../../../ledger/adjust/job.ts';
import { loadAdjustFile, mostOfJob } from '../../../ledger/adjust/load.ts';
import type { Database, Queryable } from '../../../ledger/database.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { readCsv } from '../../../ledger/reference/csv-rows.ts';
import { currentVersions } from '../../../ledger/reference/current.ts';
import { normalPhone } from '../../access/phone.ts';
import type { AdjustJobQuery, WireAdjustJob } from '../../contract/adjust.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import type { ProgrammeRegistry } from '../../programmes.ts';
import { measured } from '../reference/upload.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';
import { adjustTerms } from './terms.ts';

export interface AdjustOrder {
  readonly query: AdjustJobQuery;
  /** Absent: the query names a segment. */
  readonly csv?: AsyncIterable<Buffer>;
  /** Absent: the command line. */
  readonly credential?: number;
  readonly onProgress?: (rows: number) => void;
}

interface LoadParts {
  readonly database: Database;
  readonly programmes: Pick<ProgrammeRegistry, 'published'>;
  readonly now: () => number;
}

export async function createAdjustJob(
  parts: WriteParts & LoadParts & Pick<Parts, 'uploads'>,
  order: AdjustOrder,
  keyOf: (digest: string) => RequestKey | undefined,
): Promise<Written> {
  return parts.uploads.within(async () => {
    const { id, digest } = await loadAdjustJob(parts, order);
    try {
      const written = await writeOnce<WireAdjustJob>(parts, keyOf(digest), async (client) => {
        const job = await begunAdjustJob(client, id);
        return { status: 201, body: wireOf(job) };
      });
      // Answered with what was kept of the request before: its rows are there already.
      if (written.replayed) await dropAdjustJobs(parts.database, id);
      return written;
    } catch (error) {
      await dropAdjustJobs(parts.database, id).catch(() => undefined);
      throw error;
    }
  });
}

/** Begins one that is loaded. */
export async function begunAdjustJob(client: Queryable, id: string): Promise<AdjustJob> {
  const begun = await startAdjustJob(client, id);
  const [job] = await adjustJobs(client, id);
  if (!begun || job === undefined) {
    return refuse('upload_given_up', 'Nothing was heard of the file for ten minutes; nothing of it is left.');
  }
  return job;
}

/** A job with all its rows, which nobody sees before it is begun; refused, nothing of it is left. */
export async function loadAdjustJob(parts: LoadParts, order: AdjustOrder): Promise<{ id: string; digest: string }> {
  const { query, csv } = order;
  const { programme, expiresAt } = adjustTerms(parts.programmes, query, parts.now(), (field) => field);
  const { segment, points } = query;
  if ((segment === undefined) !== (csv !== undefined) || (segment === undefined) !== (points === undefined)) {
    const message = 'is either of a file alone, or of a segment with points';
    refuse('invalid_request', `The job ${message}.`, { errors: [{ path: 'segment', message }] });
  }
  const id = randomId();
  const digest = createHash('sha256');
  const { database } = parts;
  try {
    await beginAdjustJob(database, {
      id,
      programme: programme.code,
      version: programme.version,
      dry: query.dry === true,
      ...(query.purse !== undefined && { purse: query.purse }),
      reason: query.reason,
      ...(expiresAt !== undefined && { expiresAt }),
      ...(order.credential !== undefined && { credential: order.credential }),
    });
    if (csv === undefined) await loadSegment(database, id, segment ?? '', points ?? 0);
    else {
      const { errors, more } = await loadAdjustFile(database, id, {
        rows: () => readCsv(measured(csv, digest)),
        purses: programme.policy.purses.map(({ code }) => code),
        normalPhone,
        onProgress: order.onProgress,
      });
      if (errors.length > 0) refuseLines(errors, more);
    }
    return { id, digest: digest.digest('hex') };
  } catch (error) {
    await dropAdjustJobs(database, id).catch(() => undefined);
    throw error;
  }
}

async function loadSegment(database: Database, job: string, code: string, points: number): Promise<void> {
  const [version] = await currentVersions(database, 'segment', code);
  if (version === undefined) {
    return refuse('reference_not_found', `There is no segment ${code}.`, {
      errors: [{ path: 'segment', message: 'is not known' }],
    });
  }
  const members = await addAdjustSegment(database, job, { version: version.id, points });
  if (members * Math.abs(points) > mostOfJob) {
    const message = `are for ${members} members, more than ${mostOfJob} in all`;
    refuse('amount_too_large', `points: ${message}.`, { errors: [{ path: 'points', message }] });
  }
}

type LineErrors = Awaited<ReturnType<typeof loadAdjustFile>>['errors'];

function refuseLines(errors: LineErrors, more: boolean): never {
  const details = errors.map(({ line, column, message }) => ({
    path: `line ${line}`,
    message: column === undefined ? message : `${column} ${message}`,
  }));
  const [first] = details;
  const others = more ? ' There may be more.' : '';
  refuse('upload_invalid', `${first?.path}: ${first?.message}.${others} Nothing was changed.`, { errors: details });
}

export async function showAdjustJob(database: Queryable, id: string): Promise<WireAdjustJob> {
  return wireOf(await jobOf(database, id));
}

export async function listAdjustJobs(database: Queryable, limit: number): Promise<WireAdjustJob[]> {
  return (await adjustJobs(database, undefined, limit)).map(wireOf);
}

/** Takes back what a job gave; one that is undone, or about to be, is answered as it stands. */
export function undoJob(parts: WriteParts, key: RequestKey | undefined, id: string): Promise<Written> {
  return writeOnce<WireAdjustJob>(parts, key, async (client) => {
    await undoLoaded(client, id);
    return { status: 200, body: wireOf(await jobOf(client, id)) };
  });
}

/** Refuses adjust_job_not_found, and adjust_job_state for one that is running, or was dry. */
export async function undoLoaded(client: Queryable, id: string): Promise<void> {
  const { dry, state } = await jobOf(client, id);
  const why = dry ? 'was dry: there is nothing to undo' : state === 'running' ? 'is running still' : undefined;
  if (why !== undefined) refuse('adjust_job_state', `Job ${id} ${why}.`, { errors: [{ path: 'id', message: why }] });
  await undoAdjustJob(client, id);
}

const linesAtOnce = 5_000;

/** What became of each row, as CSV. */
export async function* adjustOutcomesCsv(database: Queryable, id: string): AsyncGenerator<string> {
  yield 'row,member,points,purse,outcome,detail,undone\n';
  let after = 0;
  for (;;) {
    const rows = await adjustOutcomes(database, id, { after, atMost: linesAtOnce });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.row;
    yield rows
      .map(({ row, name, points, purse, state, detail, undone }) =>
        [row, name, points, purse, state, detail, undone].map(fieldOf).join(','),
      )
      .join('\n')
      .concat('\n');
  }
}

function fieldOf(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function jobOf(database: Queryable, id: string): Promise<AdjustJob> {
  const [job] = await adjustJobs(database, id);
  return (
    job ??
    refuse('adjust_job_not_found', `There is no job ${id}.`, { errors: [{ path: 'id', message: 'is not known' }] })
  );
}

function wireOf(job: AdjustJob): WireAdjustJob {
  const { id, state, dry, programme, purse, reason, rows, applied, refused, given, taken, undone, reversed, missing } =
    job;
  const { expiresAt, createdAt, finishedAt } = job;
  const rfc3339 = (at: number): string => new Date(at).toISOString();
  return {
    id,
    state,
    dry,
    program: programme,
    ...(purse !== undefined && { purse }),
    reason,
    ...(expiresAt !== undefined && { expiresAt: rfc3339(expiresAt) }),
    rows,
    progress: state === 'running' || state === 'undoing' ? Math.min(rows, progressOf(job)) : rows,
    applied,
    refused,
    given,
    taken,
    undone,
    reversed,
    missing,
    createdAt: rfc3339(createdAt),
    ...(finishedAt !== undefined && { finishedAt: rfc3339(finishedAt) }),
  };
}

/** Rows are numbered by the lines of their file, whose first is the header. */
function progressOf({ state, position, applied, refused }: AdjustJob): number {
  return state === 'running' ? applied + refused : position;
}
