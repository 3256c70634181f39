/** Stores of the chain: where they are, whose clock they keep, which programme they price under. */
import type { Attributes } from '../../rules/model/receipt.ts';
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { shown } from '../rows.ts';
import { sqlFile } from '../sql.ts';

const insertStore = sqlFile('ledger/network/insert-store.sql');
const updateStore = sqlFile('ledger/network/update-store.sql');
const selectStores = sqlFile('ledger/network/select-stores.sql');

export interface NewStore {
  readonly code: string;
  readonly title?: string;
  readonly region?: string;
  /** IANA name. */
  readonly timezone: string;
  /** The programme's code. It need not exist yet. */
  readonly programme: string;
  readonly attributes?: Attributes;
}

/** What is absent stays; null empties. */
export interface StoreChange {
  readonly title?: string | null;
  readonly region?: string | null;
  readonly timezone?: string;
  readonly programme?: string;
  readonly attributes?: Attributes;
}

interface Row {
  code: string;
  title: string | null;
  region: string | null;
  timezone: string;
  programme: string;
  attributes: Record<string, string | number | boolean>;
  createdAt: Date;
}
export type Store = ReturnType<typeof shown<Row>>;

/** Undefined: there is a store of that code already. */
export async function createStore(client: Queryable, store: NewStore): Promise<Store | undefined> {
  const { code, title = null, region = null, timezone, programme, attributes = {} } = store;
  const values = [code, title, region, timezone, programme, JSON.stringify(attributes)];
  return written(client, await client.query<Row>({ ...insertStore, values }));
}

/** Undefined: there is no such store. */
export async function changeStore(client: Queryable, code: string, change: StoreChange): Promise<Store | undefined> {
  return written(client, await client.query<Row>({ ...updateStore, values: [code, JSON.stringify(change)] }));
}

async function written(client: Queryable, { rows }: { rows: Row[] }): Promise<Store | undefined> {
  const row = rows[0];
  if (row === undefined) return undefined;
  await appendToOutbox(client, { events: [{ event: 'network' }] });
  return shown(row);
}

export async function findStore(database: Queryable, code: string): Promise<Store | undefined> {
  const { rows } = await database.query<Row>({ ...selectStores, values: [code, null, 1] });
  return rows[0] && shown(rows[0]);
}

/** In the order of their codes, from the one after `after`. */
export async function listStores(
  database: Queryable,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<Store[]> {
  const { rows } = await database.query<Row>({ ...selectStores, values: [null, page.after ?? null, page.limit] });
  return rows.map((row) => shown(row));
}
