/** Versions as people see them, and their rows, as many at a time as are asked for. */
import type { Queryable } from '../database.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { ReferenceKind } from './kind.ts';

const listCodes = sqlFile('ledger/reference/sql/list-codes.sql');
const findVersion = sqlFile('ledger/reference/sql/find-version.sql');
const listArriving = sqlFile('ledger/reference/sql/list-arriving.sql');
const readSkus = sqlFile('ledger/reference/sql/read-skus.sql');
const readMembers = sqlFile('ledger/reference/sql/read-members.sql');
const readPrices = sqlFile('ledger/reference/sql/read-prices.sql');

interface VersionRow {
  code: string;
  version: number;
  state: 'current' | 'replaced' | 'gone';
  count: number;
  currentAt: Date;
  replacedAt: Date | null;
}

export async function listReferences(
  database: Queryable,
  kind: ReferenceKind,
  { after = '', limit }: { readonly after?: string | undefined; readonly limit: number },
) {
  const { rows } = await database.query<VersionRow>({ ...listCodes, values: [kind, after, limit] });
  return rows.map(shown);
}

/** A version by its number, or the current one; and what is on its way. */
export async function findReference(database: Queryable, kind: ReferenceKind, code: string, version?: number) {
  const { rows } = await database.query<VersionRow & { id: number }>({
    ...findVersion,
    values: [kind, code, version ?? null],
  });
  return rows[0] === undefined ? undefined : shown(rows[0]);
}

export async function uploadsUnderWay(database: Queryable, kind: ReferenceKind, code: string) {
  const { rows } = await database.query<{ beganAt: Date; rows: number }>({ ...listArriving, values: [kind, code] });
  return rows.map(shown);
}

const atOnce = 5_000;

/** The skus of a list, in batches. */
export async function* skusOf(database: Queryable, id: number): AsyncGenerator<string[]> {
  for (let last = ''; ; ) {
    const { rows } = await database.query<{ sku: string }>({ ...readSkus, values: [id, last, atOnce] });
    if (rows.length > 0) yield rows.map(({ sku }) => sku);
    if (rows.length < atOnce) return;
    last = rows.at(-1)?.sku ?? '';
  }
}

/** The rows of a version as fields of a file, in batches, its header first. */
export async function* fieldsOf(database: Queryable, kind: ReferenceKind, id: number): AsyncGenerator<string[][]> {
  if (kind === 'list') {
    yield [['sku']];
    for await (const skus of skusOf(database, id)) yield skus.map((sku) => [sku]);
  } else if (kind === 'segment') {
    yield [['member']];
    yield* membersOf(database, id);
  } else {
    yield [['member', 'sku', 'percent', 'amount', 'price', 'from', 'to']];
    yield* pricesOf(database, id);
  }
}

async function* membersOf(database: Queryable, id: number): AsyncGenerator<string[][]> {
  for (let last: string | null = null; ; ) {
    const values: unknown[] = [id, last, atOnce];
    const { rows } = await database.query<{ member: string }>({ ...readMembers, values });
    if (rows.length > 0) yield rows.map(({ member }) => [member]);
    if (rows.length < atOnce) return;
    last = rows.at(-1)?.member ?? null;
  }
}

interface PriceFields {
  member: string;
  sku: string;
  line: number;
  percent: number | null;
  amount: number | null;
  price: number | null;
  from: string | null;
  to: string | null;
}

async function* pricesOf(database: Queryable, id: number): AsyncGenerator<string[][]> {
  for (let last: PriceFields | undefined; ; ) {
    const after = [last?.member ?? null, last?.sku ?? null, last?.line ?? null];
    const values: unknown[] = [id, ...after, atOnce];
    const { rows } = await database.query<PriceFields>({ ...readPrices, values });
    if (rows.length > 0) yield rows.map(fieldsOfPrice);
    if (rows.length < atOnce) return;
    last = rows.at(-1);
  }
}

function fieldsOfPrice({ member, sku, percent, amount, price, from, to }: PriceFields): string[] {
  const shownPercent = percent === null ? '' : String(percent / 100);
  return [member, sku, shownPercent, String(amount ?? ''), String(price ?? ''), from ?? '', to ?? ''];
}
