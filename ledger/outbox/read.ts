/** Reading the outbox from a place on, up to the horizon: what no transaction that is still open can add to. */
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { OutboxBody } from './append.ts';

const read = sqlFile('ledger/outbox/read.sql');
const aMinuteAgo = sqlFile('ledger/outbox/a-minute-ago.sql');
const atOnce = 1_000;

/** Everything up to and including this row has been dealt with. */
export interface OutboxPlace {
  /** xid8, as decimal text. */
  readonly xid: string;
  readonly id: number;
}

export interface OutboxNews<Part extends keyof OutboxBody> {
  /** What each row says, in order. */
  readonly parts: readonly NonNullable<OutboxBody[Part]>[];
  /** Where to read on. */
  readonly next: OutboxPlace;
  /** There is more to be read at once. */
  readonly more: boolean;
  /** Rows after the place asked for have been pruned: something was missed. */
  readonly pruned: boolean;
  /** Transactions before `newest` had begun, those before `horizon` have ended. */
  readonly horizon: bigint;
  readonly newest: bigint;
}

interface Row {
  readonly horizon: string;
  readonly newest: string;
  readonly pruned: boolean;
  readonly xid: string | null;
  readonly id: number | null;
  readonly part: unknown;
}

export async function readOutbox<Part extends keyof OutboxBody>(
  database: Queryable,
  after: OutboxPlace,
  part: Part,
): Promise<OutboxNews<Part>> {
  const { rows } = await database.query<Row>({ ...read, values: [after.xid, after.id, part, atOnce] });
  const found = rows.filter((row): row is Row & OutboxPlace => row.xid !== null && row.id !== null);
  const [first] = rows;
  if (first === undefined) throw new Error('ledger/outbox/read.sql gave no row');
  const more = found.length === atOnce;
  const last = found.at(-1);
  return {
    parts: found.map((row) => row.part as NonNullable<OutboxBody[Part]>),
    // Ids begin at 1: where all is read, the next row is one of the horizon's own transaction or of a later one.
    next: more && last !== undefined ? { xid: last.xid, id: last.id } : { xid: first.horizon, id: 0 },
    more,
    pruned: first.pruned,
    horizon: BigInt(first.horizon),
    newest: BigInt(first.newest),
  };
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
