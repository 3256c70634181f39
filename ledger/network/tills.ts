/** Tills: each belongs to one store, and a receipt's store is its till's. */
import type { Attributes } from '../../rules/model/receipt.ts';
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const insertTill = sqlFile('ledger/network/insert-till.sql');
const updateTill = sqlFile('ledger/network/update-till.sql');
const selectTills = sqlFile('ledger/network/select-tills.sql');
const selectPlace = sqlFile('ledger/network/find-place.sql');

export interface NewTill {
  readonly code: string;
  readonly store: string;
  readonly title?: string;
}

/** What is absent stays; a title of null goes. */
export interface TillChange {
  readonly store?: string;
  readonly title?: string | null;
}

interface Row {
  code: string;
  store: string;
  title: string | null;
  createdAt: Date;
}
export type Till = ReturnType<typeof shown<Row>>;

/** Undefined: there is a till of that code already. The store must exist: a missing one is a foreign key's error. */
export async function createTill(client: Queryable, till: NewTill): Promise<Till | undefined> {
  return written(
    client,
    await client.query<Row>({ ...insertTill, values: [till.code, till.store, till.title ?? null] }),
  );
}

/** Undefined: there is no such till. */
export async function changeTill(client: Queryable, code: string, change: TillChange): Promise<Till | undefined> {
  return written(client, await client.query<Row>({ ...updateTill, values: [code, JSON.stringify(change)] }));
}

async function written(client: Queryable, { rows }: { rows: Row[] }): Promise<Till | undefined> {
  const row = rows[0];
  if (row === undefined) return undefined;
  await appendToOutbox(client, { events: [{ event: 'network' }] });
  return shown(row);
}

export async function findTill(database: Queryable, code: string): Promise<Till | undefined> {
  const { rows } = await database.query<Row>({ ...selectTills, values: [code, null, null, 1] });
  return rows[0] && shown(rows[0]);
}

/** In the order of their codes, from the one after `after`. */
export async function listTills(
  database: Queryable,
  page: { readonly store?: string | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<Till[]> {
  const values = [null, page.store ?? null, page.after ?? null, page.limit];
  const { rows } = await database.query<Row>({ ...selectTills, values });
  return rows.map((row) => shown(row));
}

interface PlaceRow {
  till: string;
  code: string;
  region: string | null;
  timezone: string;
  programme: string;
  attributes: Attributes;
}

/** A till with what receipts need of its store. */
export async function findPlace(
  database: Queryable,
  code: string,
): Promise<ReturnType<typeof shown<PlaceRow>> | undefined> {
  const { rows } = await database.query<PlaceRow>({ ...selectPlace, values: [code] });
  return rows[0] && shown(rows[0]);
}
