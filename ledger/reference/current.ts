/** Which version of what is current, and what is in it. */
import { integers, texts, uuids } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { sqlFile } from '../sql.ts';
import type { ReferenceKind } from './kind.ts';
import { pricesRead } from './upload.ts';

const selectCurrent = sqlFile('ledger/reference/sql/select-current.sql');
const findSegments = sqlFile('ledger/reference/sql/find-segments.sql');
const findPrices = sqlFile('ledger/reference/sql/find-prices.sql');

export interface CurrentVersion {
  readonly kind: ReferenceKind;
  readonly code: string;
  /** What its rows name it by; never used again. */
  readonly id: number;
  readonly version: number;
}

export async function currentVersions(
  database: Queryable,
  kind?: ReferenceKind,
  code?: string,
): Promise<CurrentVersion[]> {
  return (await database.query<CurrentVersion>({ ...selectCurrent, values: [kind ?? null, code ?? null] })).rows;
}

/** Of these pairs those that are: the member is in the segment. */
export async function segmentsOf(
  database: Queryable,
  asked: readonly { readonly id: number; readonly member: string }[],
): Promise<{ readonly version: number; readonly member: string }[]> {
  const values = [integers(asked.map(({ id }) => id)), uuids(asked.map(({ member }) => member))];
  return (await database.query<{ version: number; member: string }>({ ...findSegments, values })).rows;
}

/** One row of a file; times as the wall clock has them, see rows/price.ts. */
export interface PriceRow {
  readonly percent: number | null;
  readonly amount: number | null;
  readonly price: number | null;
  readonly from: number | null;
  readonly to: number | null;
}

/** For each that is asked its rows, the one that prevails first. */
export async function pricesOf(
  database: Queryable,
  asked: readonly { readonly id: number; readonly member: string; readonly sku: string }[],
): Promise<readonly (readonly PriceRow[])[]> {
  const { rows } = await database.query<PriceRow & { n: number }>({
    ...findPrices,
    values: [
      integers(asked.map(({ id }) => id)),
      uuids(asked.map(({ member }) => member)),
      texts(asked.map(({ sku }) => sku)),
      pricesRead,
    ],
  });
  const found: PriceRow[][] = asked.map(() => []);
  for (const { n, ...row } of rows) found[n - 1]?.push(row);
  return found;
}
