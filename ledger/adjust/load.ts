/** The rows of a job, from a file; all of it is read before any of it is done. */
import type { Database } from '../database.ts';
import { FileFault, type RowsOfFile } from '../reference/csv-rows.ts';
import {
  memberColumns,
  memberOf,
  type NamedMember,
  type NormalPhone,
  resolveMembers,
} from '../reference/rows/member.ts';
import { Columns, type Row, type RowError, RowFault } from '../reference/rows/row.ts';
import { addAdjustRows } from './job.ts';

interface AdjustFile {
  readonly rows: () => Promise<RowsOfFile>;
  /** Codes that a row may name. */
  readonly purses: readonly string[];
  readonly normalPhone: NormalPhone;
  /** How many rows have been read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

interface Asked {
  readonly line: number;
  readonly member: NamedMember;
  readonly points: number;
  readonly purse: string | undefined;
  readonly reason: string | undefined;
}

const errorsTold = 20;
const most = 900_000_000_000;
/** Of all rows of a job together: what is summed of them is exact. */
export const mostOfJob = 900_000_000_000_000;
const longestReason = 200;

/** What is wrong with the file, line by line; nothing where it is loaded. Rejects where it breaks off. */
export async function loadAdjustFile(
  database: Database,
  job: string,
  file: AdjustFile,
): Promise<{ errors: readonly RowError[]; more: boolean }> {
  const errors: RowError[] = [];
  let count = 0;
  let sum = 0;
  try {
    const { header, batches } = await file.rows();
    const reader = new Columns(header, [...memberColumns, 'points', 'purse', 'reason'], [memberColumns, ['points']]);
    for await (const batch of batches) {
      const asked: Asked[] = [];
      for (const row of batch) {
        try {
          const one = read(reader.row(row), file);
          sum += Math.abs(one.points);
          if (sum > mostOfJob) throw new RowFault('points', `of this row and those before are more than ${mostOfJob}`);
          asked.push(one);
        } catch (error) {
          if (!(error instanceof RowFault)) throw error;
          if (errors.length < errorsTold) errors.push(errorOf(error, row.line));
        }
      }
      count += batch.length;
      file.onProgress?.(count);
      if (errors.length >= errorsTold) break;
      if (errors.length === 0) await add(database, job, asked);
    }
    if (count === 0) throw new FileFault(2, 'was expected to be the first row: the file has none');
  } catch (error) {
    if (error instanceof FileFault) errors.push({ line: error.line, message: error.message });
    else if (error instanceof RowFault) errors.push(errorOf(error, 1));
    else throw error;
  }
  return { errors, more: errors.length >= errorsTold };
}

function read(row: Row, { purses, normalPhone }: AdjustFile): Asked {
  const member = memberOf(row, normalPhone);
  const text = row.value('points') ?? '';
  const points = /^[+-]?\d{1,12}$/.test(text) ? Number(text) : 0;
  if (points === 0 || Math.abs(points) > most) {
    throw new RowFault('points', `must be a whole number of points, not zero, such as 300 or -50; it is "${text}"`);
  }
  const purse = row.value('purse');
  if (purse !== undefined && !purses.includes(purse)) {
    throw new RowFault('purse', `"${purse}" is none of the programme's: ${purses.join(', ')}`);
  }
  const reason = row.value('reason');
  if (reason !== undefined && (reason.length > longestReason || /\p{Cc}/u.test(reason))) {
    throw new RowFault('reason', `must have at most ${longestReason} characters, all of them visible`);
  }
  return { line: row.line, member, points, purse, reason };
}

async function add(database: Database, job: string, asked: readonly Asked[]): Promise<void> {
  const members = await resolveMembers(
    database,
    asked.map(({ member }) => member),
  );
  const rows = asked.map(({ line, member: { by, name }, points, purse, reason }, index) => ({
    row: line,
    name: `${by} ${name}`,
    member: members[index],
    points,
    purse,
    reason,
  }));
  await addAdjustRows(database, job, rows);
}

function errorOf({ column, message }: RowFault, line: number): RowError {
  return { line, ...(column !== undefined && { column }), message };
}
