/** Every statement of the ledger, with parameters as they come: a batch has 64 receipts, a look-up one. */
import type { Database } from '../../database.ts';
import { referenceStatements } from './reference.ts';

export interface Case {
  /** SQL literals. */
  readonly values: readonly string[];
  /** Rows it may look at, in tables and indices: a small multiple of those it is about, whatever there is besides. */
  readonly read: number;
  /** Months of receipts and transfers it may look into, where it is not one. */
  readonly months?: number;
}

const batch = 64;
const nobody = '00000000-0000-0000-0000-000000000000';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const array = (values: readonly (string | number | null)[]) =>
  text(`{${values.map((value) => (value === null ? 'NULL' : JSON.stringify(String(value)))).join(',')}}`);
const of = (value: string | number | null) => Array.from({ length: batch }, () => value);

/** By path; `null`: reads tables that are tiny, or everything on purpose. */
export async function statements(pool: Database, months: number): Promise<Readonly<Record<string, Case | null>>> {
  const column = async (query: string): Promise<string[]> =>
    (await pool.query({ text: query, rowMode: 'array' })).rows.map(([value]) => String(value));
  const parties = await column(`SELECT id FROM parties WHERE id % 97 = 0 ORDER BY id LIMIT ${batch}`);
  const [member = ''] = await column('SELECT id FROM members WHERE party = 4711');
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
  const newest = await column(`SELECT id FROM receipts ORDER BY id DESC OFFSET 10 LIMIT ${batch}`);
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
    // A batch of receipts.
    'ledger/committer/sql/insert-keys.sql': { values: [...freshKeys, array(of('\\x00')), array(ids)], read: batch },
    'ledger/committer/sql/lock-keys.sql': { values: knownKeys, read: 3 * batch },
    'ledger/committer/sql/read-keys.sql': { values: knownKeys, read: 3 * batch },
    'ledger/committer/sql/delete-keys.sql': { values: knownKeys, read: 3 * batch },
    'ledger/committer/sql/lock-parties.sql': { values: [array(parties)], read: 2 * batch },
    'ledger/parties/load-parties.sql': { values: [array(parties)], read: 8 * batch },
    'ledger/committer/sql/lock-holds.sql': { values: [array(holds)], read: 2 * batch },
    'ledger/committer/sql/lock-budgets.sql': { values: [array(['main/rule-7', 'main/rule-70'])], read: 8 },
    'ledger/committer/sql/draw-budgets.sql': {
      values: [array(['main/rule-7', 'main/rule-70']), array([1, 2]), array([1_000_000, 1_000_000])],
      read: 8,
    },
    'ledger/committer/sql/insert-receipts.sql': {
      values: [
        array(ids),
        array(of('sale')),
        array(of('t1')),
        array(of('s1')),
        array(of('2026-11-22')),
        array(of('n')),
        times,
        times,
        array(parties),
        array(of(member)),
        array(of('main')),
        numbers,
        array(of(null)),
        numbers,
        numbers,
        numbers,
        numbers,
        numbers,
        array(of(null)),
        array(of('\\x01')),
        texts,
      ],
      read: batch,
    },
    'ledger/committer/sql/update-receipts.sql': {
      values: [
        array(newest),
        array(of('committed')),
        texts,
        array(parties),
        array(of(member)),
        numbers,
        array(of(null)),
        array(of(null)),
        texts,
        array(of('\\x01')),
      ],
      read: 2 * batch,
    },
    'ledger/committer/sql/insert-transfers.sql': {
      values: [
        array(parties),
        array(of(1_000_000)),
        '1795000000000',
        array(of('house:issued')),
        array(of('purse:bonus')),
        numbers,
        array(of('accrue')),
        numbers,
        array(of('rule')),
        array(ids),
        array(of(null)),
        array(of(null)),
      ],
      read: batch,
    },
    'ledger/committer/sql/update-parties.sql': {
      values: [array(parties), numbers, numbers, texts, times],
      read: 2 * batch,
    },
    'ledger/committer/sql/insert-holds.sql': {
      values: [
        array(ids),
        array(of('active')),
        array(parties),
        array(of(member)),
        array(of('t1')),
        array(of('s1')),
        array(of('2026-11-22')),
        array(of('n')),
        texts,
        numbers,
        numbers,
        array(of(null)),
        array(of(0)),
        times,
        times,
        times,
        array(of('[]')),
      ],
      read: batch,
    },
    'ledger/committer/sql/update-holds.sql': {
      values: [array(holds), array(of('voided')), array(of(0)), array(of(0)), times, times, array(of(null))],
      read: 2 * batch,
    },
    'ledger/certificates/sql/lock-certificates.sql': { values: [array(certificates)], read: 2 * batch },
    'ledger/certificates/sql/insert-certificates.sql': {
      values: [
        array(ids),
        array(of('issued')),
        numbers,
        array(of(0)),
        array(of('RUB')),
        array(of(0)),
        array(of(null)),
        array(of(null)),
        times,
        times,
        array(of(null)),
      ],
      read: batch,
    },
    'ledger/certificates/sql/update-certificates.sql': {
      values: [array(certificates), array(of('active')), numbers, array(of(0)), numbers, times, times],
      read: 2 * batch,
    },
    'ledger/certificates/sql/insert-transfers.sql': {
      values: [
        array(certificates),
        array(of(1_000)),
        '1795000000000',
        array(of('certificate')),
        array(of('house:redeemed')),
        numbers,
        array(of('redeem')),
        array(ids),
      ],
      read: batch,
    },
    'ledger/committer/sql/lock-coupons.sql': { values: [array(coupons)], read: 5 * batch },
    'ledger/committer/sql/update-coupons.sql': {
      values: [array(coupons), array(of('redeemed')), numbers, array(of(null)), array(of(null)), array(ids), times],
      read: 2 * batch,
    },
    'ledger/committer/sql/insert-coupons.sql': {
      values: [array(freshCodes), array(of('c1')), array(of(member)), array(ids), times, times],
      read: batch,
    },
    // Occasions besides purchases.
    'ledger/occasions/lock-occasions.sql': {
      values: [array(of('k').map((key, n) => `${key}${n + 1}`))],
      read: 3 * batch,
    },
    'ledger/occasions/find-occasion.sql': { values: ["'k4711'"], read: 2 },
    'ledger/occasions/insert-occasions.sql': {
      values: [
        array(of('new').map((key, n) => `${key}${n}`)),
        array(ids),
        array(of('birthday')),
        array(of('done')),
        array(of(member)),
        array(parties),
        times,
        array(of('main')),
        numbers,
        array(of(null)),
        texts,
        texts,
        texts,
      ],
      read: batch,
    },
    'ledger/occasions/update-occasions.sql': {
      values: [
        array(['k7', 'k70']),
        array(['done', 'done']),
        array([1, 2]),
        array(['{}', '{}']),
        array(['{}', '{}']),
        array(['{}', '{}']),
      ],
      read: 8,
    },
    'ledger/occasions/revoke-occasions.sql': { values: [array(['k7', 'k70'])], read: 12 },
    'ledger/occasions/waiting-occasions.sql': { values: ['200'], read: 400 },
    'ledger/occasions/parties-above.sql': { values: [text(member), '4712'], read: 40 },
    'ledger/occasions/insert-referrals.sql': { values: [array([referred]), array([member])], read: 8 },
    'ledger/occasions/know-phones.sql': { values: [text(member), "ARRAY['\\x0bad'::bytea]"], read: 4 },
    'ledger/occasions/last-round.sql': null,
    'ledger/occasions/keep-round.sql': null,
    'ledger/occasions/forget-rounds.sql': null,
    'ledger/occasions/born-on.sql': { values: ['1122', '1122', text(nobody), '100'], read: 2_000 },
    'ledger/occasions/parties-after.sql': { values: ['4711', '1795000000000', '100'], read: 600 },
    'ledger/occasions/find-phone.sql': { values: ["sha256('4711')"], read: 2 },
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
    // Before and beside it.
    'ledger/certificates/sql/read-certificates.sql': { values: [array(certificates.slice(0, 2))], read: 4 },
    'ledger/certificates/sql/operations.sql': { values: [text(certificates[0] ?? ''), 'NULL', '101'], read: 20 },
    'ledger/certificates/sql/lock-due.sql': {
      values: ['extract(epoch FROM now())::float8 * 1000', '500'],
      read: 1_000,
    },
    'ledger/receipts/find-key.sql': { values: [text(key.till), text(key.day), text(key.number), "'sale'"], read: 2 },
    'ledger/receipts/read-receipts.sql': { values: [array(newest.slice(0, 2))], read: 4 },
    'ledger/receipts/read-budgets.sql': { values: [array(['main/rule-7', 'main/rule-70'])], read: 8 },
    'ledger/holds/read-holds.sql': { values: [array(holds.slice(0, 2))], read: 12 },
    'ledger/holds/list-holds.sql': { values: ['400'], read: 8 },
    'ledger/members/resolve-cards.sql': { values: [array(cards)], read: 4 * batch },
    'ledger/members/resolve-id.sql': { values: [text(member)], read: 2 },
    'ledger/members/resolve-phone.sql': { values: ["'+79000004711'"], read: 2 },
    'ledger/keys/find-key.sql': { values: ["sha256('7')"], read: 8 },
    'ledger/coupons/read-coupons.sql': { values: [array(coupons)], read: 5 * batch },
    // A job of adjustments: many rows, some at a time.
    'ledger/adjust/sql/add-rows.sql': {
      values: [
        text(loading),
        array(jobRows),
        texts,
        array(await column(`SELECT id FROM members ORDER BY id LIMIT ${batch}`)),
        numbers,
        array(of(null)),
        array(of(null)),
      ],
      read: 8 * batch,
    },
    'ledger/adjust/sql/next-rows.sql': { values: [text(job), '5000', '1000'], read: 1_000 },
    'ledger/adjust/sql/advance-job.sql': { values: [text(job), '5000', '6000', "'running'"], read: 1_010 },
    'ledger/adjust/sql/select-rows.sql': { values: [text(job), '5000', '1000'], read: 1_000 },
    // Time.
    'ledger/jobs/expire-coupons.sql': { values: ['extract(epoch FROM now())::float8 * 1000', '50'], read: 400 },
    'ledger/jobs/due-holds.sql': { values: ['200'], read: 400 },
    'ledger/jobs/due-parties.sql': { values: ['extract(epoch FROM now())::float8 * 1000', '200'], read: 400 },
    'ledger/outbox/read.sql': { values: [text(lastXid), '0', "'events'", '1000'], read: 10 },
    // The horizon is far behind when somebody has a long transaction: the events alone are looked at.
    'ledger/outbox/read-early.sql': { values: [text(earlyXid), '1000'], read: 200 },
    'ledger/outbox/a-minute-ago.sql': { values: [], read: 40 },
    'ledger/outbox/prune.sql': { values: ['500'], read: 1_600 },
    'ledger/keys/purge-request-keys.sql': { values: ["interval '20 days'"], read: 15_000 },
    // The back office: a member at a time.
    'ledger/members/forget-attributes.sql': { values: ['4711', array(['diet'])], read: 4 },
    'ledger/members/find-member.sql': { values: [text(member)], read: 8 },
    'ledger/members/operations.sql': { values: ['4711', 'NULL', '101'], read: 600, months: months + 6 },
    'ledger/members/free-card-numbers.sql': { values: [array(cards)], read: 2 * batch },
    'ledger/members/insert-cards.sql': { values: [text(member), array(['new']), array(['club'])], read: 4 },
    'ledger/members/insert-member.sql': {
      values: [text(ids[0] ?? ''), '4711', 'NULL', 'NULL', 'NULL', 'NULL', "'{}'", "'{}'", 'NULL'],
      read: 4,
    },
    'ledger/members/insert-party.sql': { values: ["'{}'"], read: 2 },
    'ledger/members/select-card.sql': { values: [text(member), "'c4711'"], read: 4 },
    'ledger/members/touch-party.sql': { values: [text(member)], read: 4 },
    'ledger/members/update-card.sql': { values: ["'c4711'", "'blocked'", 'NULL'], read: 4 },
    'ledger/members/update-member.sql': {
      values: [text(member), 'NULL', 'NULL', 'NULL', 'NULL', "'{}'", "'{}'"],
      read: 4,
    },
    'ledger/keys/claim-request-key.sql': {
      values: ['1', "'members.write'", "'k7'", "''", "interval '30 days'"],
      read: 0,
    },
    'ledger/keys/find-request-key.sql': { values: ['1', "'members.write'", "'k7'"], read: 2 },
    'ledger/keys/keep-reply.sql': { values: ['1', "'members.write'", "'k7'", '201', "''"], read: 2 },
    'ledger/coupons/member-coupons.sql': { values: [text(member), '100'], read: 8 },
    'ledger/coupons/revoke-coupon.sql': { values: [text(coupons[0] ?? '')], read: 2 },
    'ledger/coupons/claim-batch.sql': {
      values: [text(ids[0] ?? ''), "'c1'", "''", '1795000000000', 'NULL'],
      read: 2,
    },
    'ledger/coupons/make-codes.sql': {
      values: [array(freshCodes), array(of(null)), "'c1'", '1795000000000', 'NULL'],
      read: batch,
    },
    'ledger/coupons/batch-made.sql': { values: [text(batchId), '5'], read: 2 },
    'ledger/coupons/missing-members.sql': { values: [array(of(member))], read: 3 * batch },
    'ledger/keys/insert-key.sql': { values: ["sha256('new')", "'admin'", 'NULL', 'NULL', 'NULL'], read: 2 },
    'ledger/keys/revoke-key.sql': { values: ['7'], read: 2 },
    'ledger/keys/select-keys.sql': { values: ['100', '101'], read: 110 },
    ...referenceStatements({
      members: await column(`SELECT id FROM members ORDER BY md5(id::text) LIMIT ${batch}`),
      array,
    }),
    // Campaigns, stores, tills and programmes are some hundreds, whatever the chain sells.
    'ledger/coupons/add-codes.sql': null,
    'ledger/coupons/insert-campaign.sql': null,
    'ledger/coupons/issuing-campaigns.sql': null,
    'ledger/coupons/lock-campaign.sql': null,
    'ledger/coupons/select-campaigns.sql': null,
    'ledger/coupons/update-campaign.sql': null,
    'ledger/network/find-place.sql': null,
    'ledger/network/insert-store.sql': null,
    'ledger/network/insert-till.sql': null,
    'ledger/network/select-stores.sql': null,
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
    'ledger/network/select-tills.sql': null,
    'ledger/network/update-store.sql': null,
    'ledger/network/update-till.sql': null,
    // Jobs of adjustments are as many as people make.
    'ledger/adjust/sql/begin-job.sql': null,
    'ledger/adjust/sql/move-job.sql': null,
    'ledger/adjust/sql/finish-job.sql': null,
    'ledger/adjust/sql/select-jobs.sql': null,
    'ledger/adjust/sql/due-jobs.sql': null,
    // The members of a segment, whole; the rows of a job that was given up.
    'ledger/adjust/sql/add-segment.sql': null,
    'ledger/adjust/sql/drop-loading.sql': null,
    'ledger/programs/insert-version.sql': null,
    'ledger/programs/lock-programme.sql': null,
    'ledger/programs/newest-version.sql': null,
    'ledger/programs/publish-version.sql': null,
    'ledger/programs/revoke-version.sql': null,
    'ledger/programs/select-document.sql': null,
    'ledger/programs/select-programmes.sql': null,
    'ledger/programs/select-source.sql': null,
    'ledger/programs/select-versions.sql': null,
    'ledger/settings/insert-setting.sql': null,
    'ledger/settings/select-setting.sql': null,
    // Reads everything, once.
    'ledger/audit/audit.sql': null,
    'ledger/audit/returned.sql': null,
  };
}
