/** Adjustments by people and by jobs, and counting from history. */
import { array, batch, type Case, of, type Sample, text } from './sample.ts';

export function adjustStatements({
  parties,
  member,
  adjustments,
  job,
  loading,
  jobRows,
  newest,
  ids,
  texts,
  numbers,
  members,
}: Sample): Readonly<Record<string, Case | null>> {
  return {
    'ledger/adjust/sql/find-adjustments.sql': { values: [array(adjustments)], read: 2 * batch },
    'ledger/adjust/sql/sum-limited.sql': { values: [array(parties)], read: 3 * batch },
    'ledger/adjust/sql/insert-adjustments.sql': {
      values: [
        array(ids),
        array(parties),
        array(of(member)),
        numbers,
        numbers,
        array(of('t')),
        array(of('\\x00')),
        texts,
        '1795000000000',
      ],
      read: batch,
    },
    'ledger/adjust/sql/read-rows.sql': { values: [array(of(job)), array(jobRows)], read: 3 * batch },
    'ledger/adjust/sql/update-rows.sql': {
      values: [
        array(of(job)),
        array(jobRows),
        array(of('applied')),
        array(of(null)),
        numbers,
        array(of(null)),
        array(of(null)),
      ],
      read: 3 * batch,
    },
    // A job of adjustments: many rows, some at a time.
    'ledger/adjust/sql/add-rows.sql': {
      values: [text(loading), array(jobRows), texts, array(members), numbers, array(of(null)), array(of(null))],
      read: 8 * batch,
    },
    'ledger/adjust/sql/next-rows.sql': { values: [text(job), '5000', '1000'], read: 1_000 },
    'ledger/adjust/sql/advance-job.sql': { values: [text(job), '5000', '6000', "'running'"], read: 1_010 },
    'ledger/adjust/sql/select-rows.sql': { values: [text(job), '5000', '1000'], read: 1_000 },
    // Counting from history: a chunk of receipts. Its own table has a row a programme.
    'ledger/counters/next-receipts.sql': {
      values: [text(newest.at(-1) ?? ''), text(newest[0] ?? ''), String(batch), text('main'), "'{1}'"],
      read: 2 * batch,
      months: 2,
    },
    'ledger/counters/lock-counted-parties.sql': { values: [array(parties)], read: 3 * batch },
    'ledger/counters/update-counted-parties.sql': { values: [array(parties), texts], read: 5 * batch },
    'ledger/counters/update-counted-receipts.sql': { values: [array(newest), texts], read: 3 * batch },
    'ledger/counters/begin-recount.sql': null,
    'ledger/counters/lock-recount.sql': null,
    'ledger/counters/move-recount.sql': null,
    'ledger/counters/reopen-recount.sql': null,
    'ledger/counters/rest-recount.sql': null,
    // Jobs of adjustments are as many as people make.
    'ledger/adjust/sql/begin-job.sql': null,
    'ledger/adjust/sql/move-job.sql': null,
    'ledger/adjust/sql/finish-job.sql': null,
    'ledger/adjust/sql/select-jobs.sql': null,
    'ledger/adjust/sql/due-jobs.sql': null,
    // The members of a segment, whole; the rows of a job that was given up.
    'ledger/adjust/sql/add-segment.sql': null,
    'ledger/adjust/sql/drop-loading.sql': null,
  };
}
