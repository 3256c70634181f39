/** How the rows of each kind of upload are read and written. */
import { bigints, integers, texts, uuids } from '../../arrays.ts';
import type { Queryable } from '../../database.ts';
import { sqlFile } from '../../sql.ts';
import type { ReferenceKind } from '../kind.ts';
import { memberColumns, memberOf, type NamedMember, type NormalPhone, resolveMembers } from './member.ts';
import { type PriceTerms, priceColumns, termsOf } from './price.ts';
import { type Row, skuOf } from './row.ts';

const addSkus = sqlFile('ledger/reference/sql/add-skus.sql');
const addMembers = sqlFile('ledger/reference/sql/add-members.sql');
const addPrices = sqlFile('ledger/reference/sql/add-prices.sql');

interface Written {
  /** Rows that were not there yet. */
  readonly added: number;
  /** Lines of members who are not known: passed over. */
  readonly unknown: readonly number[];
}

export interface Intake<T> {
  readonly columns: readonly string[];
  /** Of each of these the header has one. */
  readonly needed: readonly (readonly string[])[];
  /** @throws RowFault */
  read(row: Row, normalPhone: NormalPhone): T;
  write(database: Queryable, version: number, rows: readonly T[]): Promise<Written>;
}

const skus: Intake<string> = {
  columns: ['sku'],
  needed: [['sku']],
  read: skuOf,
  async write(database, version, rows) {
    const { rowCount } = await database.query({ ...addSkus, values: [version, texts(rows)] });
    return { added: rowCount ?? 0, unknown: [] };
  },
};

interface MemberRow {
  readonly line: number;
  readonly member: NamedMember;
}

const members: Intake<MemberRow> = {
  columns: memberColumns,
  needed: [memberColumns],
  read: (row, normalPhone) => ({ line: row.line, member: memberOf(row, normalPhone) }),
  async write(database, version, rows) {
    const { known, unknown } = await resolved(database, rows);
    const values = [version, uuids(known.map(({ id }) => id))];
    const { rowCount } = await database.query({ ...addMembers, values });
    return { added: rowCount ?? 0, unknown };
  },
};

interface PriceRow extends MemberRow {
  readonly sku: string;
  readonly terms: PriceTerms;
}

const prices: Intake<PriceRow> = {
  columns: [...memberColumns, 'sku', ...priceColumns, 'from', 'to'],
  needed: [memberColumns, ['sku'], priceColumns],
  read: (row, normalPhone) => ({
    line: row.line,
    member: memberOf(row, normalPhone),
    sku: skuOf(row),
    terms: termsOf(row),
  }),
  async write(database, version, rows) {
    const { known, unknown } = await resolved(database, rows);
    const { rowCount } = await database.query({
      ...addPrices,
      values: [
        version,
        uuids(known.map(({ id }) => id)),
        texts(known.map(({ row }) => row.sku)),
        integers(known.map(({ row }) => row.line)),
        integers(known.map(({ row }) => row.terms.percent)),
        bigints(known.map(({ row }) => row.terms.amount)),
        bigints(known.map(({ row }) => row.terms.price)),
        bigints(known.map(({ row }) => row.terms.from)),
        bigints(known.map(({ row }) => row.terms.to)),
      ],
    });
    return { added: rowCount ?? 0, unknown };
  },
};

export const intakes: Readonly<Record<ReferenceKind, Intake<unknown>>> = {
  list: skus as Intake<unknown>,
  segment: members as Intake<unknown>,
  'personal-prices': prices as Intake<unknown>,
};

async function resolved<T extends MemberRow>(database: Queryable, rows: readonly T[]) {
  const ids = await resolveMembers(
    database,
    rows.map(({ member }) => member),
  );
  const known: { id: string; row: T }[] = [];
  const unknown: number[] = [];
  for (const [index, row] of rows.entries()) {
    const id = ids[index];
    if (id === undefined) unknown.push(row.line);
    else known.push({ id, row });
  }
  return { known, unknown };
}
