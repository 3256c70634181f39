import { uuids } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import { unpackContents } from './packed/contents.ts';
import type { ReceiptRow } from './receipt-row.ts';

const readById = sqlFile('ledger/receipts/read-receipts.sql');
const findKey = sqlFile('ledger/receipts/find-key.sql');

/** Receipts by id; those that do not exist are left out. */
export async function readReceipts(database: Queryable, ids: readonly string[]): Promise<ReceiptRow[]> {
  const { rows } = await database.query<Record<string, unknown>>({ ...readById, values: [uuids(ids)] });
  return rows.map((row) => unpacked(withoutNulls<ReceiptRow>(row)));
}

/** Rows of before contents were packed have a reply and an input of their own. */
function unpacked(row: ReceiptRow): ReceiptRow {
  if (row.contents === undefined) return row;
  const { reply, input } = unpackContents(row.contents);
  return { ...row, reply: JSON.stringify(reply), input: JSON.stringify(input) };
}

/** What a receipt's key stands for: a receipt, or a tombstone where `receipt` is absent. */
export async function findReceiptKey(
  database: Queryable,
  key: { till: string; businessDay: string; number: string; kind: 'sale' | 'return' },
): Promise<{ receipt?: string; fingerprint?: Buffer } | undefined> {
  const { rows } = await database.query<Record<string, unknown>>({
    ...findKey,
    values: [key.till, key.businessDay, key.number, key.kind],
  });
  return rows[0] === undefined ? undefined : withoutNulls(rows[0]);
}
