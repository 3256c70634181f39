/**
 * Reading the outbox from a place on, up to the horizon: what no transaction that is still open can add to. The horizon
 * is the whole server's, so a long transaction of any of its databases holds it back.
 */
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { OutboxBody } from './append.ts';

const read = sqlFile('ledger/outbox/read.sql');
const early = sqlFile('ledger/outbox/read-early.sql');
const aMinuteAgo = sqlFile('ledger/outbox/a-minute-ago.sql');
const atOnce = 1_000;

/** Everything up to and including this row has been dealt with. */
export interface OutboxPlace {
  /** xid8, as decimal text. */
  readonly xid: string;
  readonly id: number;
}

/** A row, and the part of what it says that was asked for. */
export interface OutboxRow<Part extends keyof OutboxBody> extends OutboxPlace {
  readonly part: NonNullable<OutboxBody[Part]>;
}

export interface OutboxNews<Part extends keyof OutboxBody> {
  readonly rows: readonly OutboxRow<Part>[];
  /** Where to read on. */
  readonly next: OutboxPlace;
  /** There is more to be read at once. */
  readonly more: boolean;
  /** Rows after the place asked for have been pruned: something was missed. */
  readonly pruned: boolean;
}

interface Row {
  readonly horizon: string;
  readonly pruned: boolean;
  readonly xid: string | null;
}

export async function readOutbox<Part extends keyof OutboxBody>(
  database: Queryable,
  after: OutboxPlace,
  part: Part,
): Promise<OutboxNews<Part>> {
  const found = await database.query<Row & OutboxRow<Part>>({ ...read, values: [after.xid, after.id, part, atOnce] });
  const [first] = found.rows;
  if (first === undefined) throw new Error('ledger/outbox/read.sql gave no row');
  const rows = found.rows.filter((row) => row.xid !== null);
  const last = rows.at(-1);
  const more = rows.length === atOnce && last !== undefined;
  // Ids begin at 1: where all is read, the next row is one of the horizon's own transaction or of a later one.
  const next = more ? { xid: last.xid, id: last.id } : { xid: first.horizon, id: 0 };
  return { rows, next, more, pruned: first.pruned };
}

/** Events that are committed beyond the place of a reader that has read all up to the horizon; the newest thousand rows. */
export async function readEarlyEvents(database: Queryable, place: OutboxPlace): Promise<OutboxRow<'events'>[]> {
  const { rows } = await database.query<OutboxRow<'events'>>({ ...early, values: [place.xid, atOnce] });
  return rows.reverse();
}

/** The place that only what is not committed yet comes after (and, harmlessly, some that just was). */
export async function placeOfNow(database: Queryable): Promise<OutboxPlace> {
  const { rows } = await database.query<{ xid: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid');
  return { xid: rows[0]?.xid ?? '0', id: 0 };
}

export async function placeOfAMinuteAgo(database: Queryable): Promise<OutboxPlace> {
  const { rows } = await database.query<OutboxPlace>(aMinuteAgo);
  return rows[0] ?? { xid: '0', id: 0 };
}
