/** Parameters as they come: a batch has 64 receipts, a look-up one. */
import type { Database } from '../../database.ts';

export interface Case {
  /** SQL literals. */
  readonly values: readonly string[];
  /** Rows it may look at, in tables and indices: a small multiple of those it is about, whatever there is besides. */
  readonly read: number;
  /** Months of receipts and transfers it may look into, where it is not one. */
  readonly months?: number;
}

export const batch = 64;
export const nobody = '00000000-0000-0000-0000-000000000000';

export const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
export const array = (values: readonly (string | number | null)[]) =>
  text(`{${values.map((value) => (value === null ? 'NULL' : JSON.stringify(String(value)))).join(',')}}`);
export const of = (value: string | number | null) => Array.from({ length: batch }, () => value);

export type Sample = Awaited<ReturnType<typeof sampleOf>>;

/** What a filled database has to ask about, and values for what is new to it. */
export async function sampleOf(pool: Database, months: number) {
  const column = async (query: string): Promise<string[]> =>
    (await pool.query({ text: query, rowMode: 'array' })).rows.map(([value]) => String(value));
  const parties = await column(`SELECT id FROM parties WHERE id % 97 = 0 ORDER BY id LIMIT ${batch}`);
  const known = await Promise.all(
    ['version', 'seq', 'state::text'].map((what) =>
      column(`SELECT ${what} FROM parties WHERE id IN (${parties}) ORDER BY id`),
    ),
  );
  const [member = ''] = await column('SELECT id FROM members WHERE party = 4711');
  const members = await column(`SELECT id FROM members ORDER BY md5(id::text) LIMIT ${batch}`);
  const [early = ''] = await column('SELECT id FROM members ORDER BY id OFFSET 1000 LIMIT 1');
  const [referred = ''] = await column('SELECT id FROM members WHERE party = 4712');
  const cards = await column(`SELECT number FROM cards ORDER BY md5(number) LIMIT ${batch}`);
  const holds = await column(`SELECT id FROM holds ORDER BY id LIMIT ${batch}`);
  const certificates = await column(`SELECT code FROM certificates ORDER BY md5(code) LIMIT ${batch}`);
  const coupons = await column(`SELECT code FROM coupons ORDER BY md5(code) LIMIT ${batch}`);
  const freshCodes = of(0).map((_, n) => `FRESH${n}`);
  const [batchId = ''] = await column('SELECT id FROM coupon_batches LIMIT 1');
  const adjustments = await column(`SELECT id FROM adjustments ORDER BY id LIMIT ${batch}`);
  const [job = '', loading = ''] = await column('SELECT id FROM adjust_jobs ORDER BY state DESC');
  const jobRows = Array.from({ length: batch }, (_, n) => 5_000 + n * 7);
  const [lastXid = ''] = await column('SELECT max(xid)::text FROM outbox');
  const [earlyXid = ''] = await column('SELECT xid::text FROM outbox ORDER BY xid OFFSET 5000 LIMIT 1');
  // Of one month, and of one that has some hundreds, on whatever day of a month this is run.
  const newest = await column(
    `SELECT id FROM receipts
     WHERE tableoid = (SELECT tableoid FROM receipts ORDER BY id DESC OFFSET 300 LIMIT 1)
     ORDER BY id DESC OFFSET 10 LIMIT ${batch}`,
  );
  const keys = (
    await pool.query<{ till: string; day: string; number: string }>(
      `SELECT till, to_char(business_day, 'YYYY-MM-DD') AS day, number FROM receipts ORDER BY id DESC LIMIT ${batch}`,
    )
  ).rows;
  const [key = { till: '', day: '', number: '' }] = keys;
  const knownKeys = [
    array(keys.map(({ till }) => till)),
    array(keys.map(({ day }) => day)),
    array(keys.map(({ number }) => number)),
    array(of('sale')),
  ];
  const freshKeys = [
    array(of('t1')),
    array(of('2026-11-22')),
    array(of(0).map((_, n) => `fresh-${n}`)),
    array(of('sale')),
  ];
  const ids = of(0).map((_, n) => `01a20000-0000-7000-8000-${String(n).padStart(12, '0')}`);
  const texts = array(of('{}'));
  const numbers = array(of(1));
  const times = array(of(1_795_000_000_000));
  return {
    months,
    parties,
    partiesAsKnown: known.map(array),
    member,
    members,
    early,
    referred,
    cards,
    holds,
    certificates,
    coupons,
    freshCodes,
    batchId,
    adjustments,
    job,
    loading,
    jobRows,
    lastXid,
    earlyXid,
    newest,
    key,
    knownKeys,
    freshKeys,
    ids,
    texts,
    numbers,
    times,
  };
}
