/**
 * Counters that a published version adds or defines otherwise are counted from the receipts there are.
 *
 *                 a publication adds counters                  32 days after it, and caught up
 *      (none) ─────────────────────────────────▶ running ───────────────────────────────────────▶ done
 *                                                   ▲                                               │
 *                                                   └─────────── another publication ───────────────┘
 *
 * Receipts are gone through in the order of their ids, which is that of their commits, some hundred in a transaction: their
 * parties are locked, and each receipt that does not have a counter among its effects adds what is left of it. It has
 * it from then on: whatever is crashed, repeated or done by two gateways, it is added once; and a return takes back what
 * was added. A sale that is committed meanwhile counts itself, if it was evaluated under a version that has the counter; if
 * it was quoted under an older one, it is found later: the job follows a few minutes behind the present for as long as
 * an offline till may be late.
 *
 * Until it has come to a party's receipts, the counter has what was counted since the publication.
 */
import { bigints, texts, uuids } from '../arrays.ts';
import { clockOf, type Database, type DatabaseClient, inTransaction } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import type { PartyState } from '../parties/party.ts';
import { findVersion } from '../programs/list.ts';
import { lowestId } from '../receipts/lowest-id.ts';
import { readReceipts } from '../receipts/read.ts';
import type { ReceiptRow } from '../receipts/receipt-row.ts';
import { sqlFile } from '../sql.ts';
import { addUncounted, type CountingRules } from './uncounted.ts';

const lockRecount = sqlFile('ledger/counters/lock-recount.sql');
const beginRecount = sqlFile('ledger/counters/begin-recount.sql');
const reopenRecount = sqlFile('ledger/counters/reopen-recount.sql');
const nextReceipts = sqlFile('ledger/counters/next-receipts.sql');
const lockParties = sqlFile('ledger/counters/lock-counted-parties.sql');
const updateParties = sqlFile('ledger/counters/update-counted-parties.sql');
const updateReceipts = sqlFile('ledger/counters/update-counted-receipts.sql');
const moveRecount = sqlFile('ledger/counters/move-recount.sql');
const restRecount = sqlFile('ledger/counters/rest-recount.sql');

const dayMs = 86_400_000;
/** As late as a till's receipt may be, and the day for which a quote is good. */
const followedMs = 32 * dayMs;

/** The version of a programme that is taken to be in force, and how it counts. */
export interface Counted extends CountingRules {
  readonly programme: string;
  readonly version: number;
  readonly keys: readonly string[];
  /** Of those keys that are new: from when on receipts may count, epoch ms. */
  from(keys: readonly string[]): number;
  /** Versions of the programme that have all of the keys. */
  versions(): Promise<readonly number[]>;
}

export interface RecountOptions {
  /** Receipts looked at in one transaction. */
  readonly chunk: number;
  /** How far behind the clock it stays: a receipt has its id before it is committed. */
  readonly lagMs: number;
}

export interface Recounted {
  /** Receipts looked at, and those that were added to a counter. */
  readonly lookedAt: number;
  readonly counted: number;
  /** There may be more to look at now. */
  readonly more: boolean;
  /** It has just come to the present for the first time. */
  readonly caughtUp: boolean;
}

interface RecountRow {
  readonly state: 'running' | 'done';
  readonly keys: readonly string[];
  readonly version: number;
  /** Epoch ms. */
  readonly publishedAt: number;
  readonly cursor: string;
}

const nothing: Recounted = { lookedAt: 0, counted: 0, more: false, caughtUp: false };

/** A party that is locked by somebody else is come back to; those that wait behind us are receipts. */
const patience = "SET LOCAL lock_timeout = '1s'";

/** Counts the next receipts. Nothing where another gateway is at it, or another version is in force by now. */
export async function recount(database: Database, counted: Counted, options: RecountOptions): Promise<Recounted> {
  const { programme } = counted;
  if (counted.keys.length > 0) await database.query({ ...beginRecount, values: [programme] });
  return inTransaction(database, async (client) => {
    const [found] = (await client.query<RecountRow>({ ...lockRecount, values: [programme] })).rows;
    if (found === undefined) return nothing;
    const row = await reopened(client, found, counted);
    if (row?.state !== 'running') return nothing;
    await client.query(patience);
    const versions = await counted.versions();
    const now = await clockOf(client);
    const next = await receiptsAfter(client, row.cursor, now - options.lagMs, options.chunk, counted, versions);
    const last = next.at(-1);
    if (last === undefined) {
      const over = now > row.publishedAt + followedMs;
      const { rowCount } = await client.query({ ...restRecount, values: [programme, over] });
      return { ...nothing, caughtUp: rowCount === 1 && !over };
    }
    const due = next.filter((receipt) => receipt.due);
    const added = await countReceipts(client, due, counted);
    await client.query({ ...moveRecount, values: [programme, last.id, next.length, added] });
    return { ...nothing, lookedAt: next.length, counted: added, more: true };
  });
}

/**
 * After another publication: counters that are new are counted from as far back as they go; those that it has not are
 * forgotten, and are new when they come back. Undefined: this gateway has not heard of the version in force yet.
 */
async function reopened(client: DatabaseClient, row: RecountRow, counted: Counted): Promise<RecountRow | undefined> {
  const { programme, version, keys } = counted;
  const inForce = await findVersion(client, programme, version);
  if (inForce?.current !== true || inForce.publishedAt === undefined) return undefined;
  const publishedAt = Date.parse(inForce.publishedAt);
  if (row.version === version && row.publishedAt === publishedAt) return row;
  const fresh = keys.filter((key) => !row.keys.includes(key));
  // Whatever was in force for a moment between the two, and was not heard of: its receipts are of the last day.
  const since = fresh.length === 0 ? publishedAt - dayMs : Math.min(publishedAt - dayMs, counted.from(fresh));
  const lowest = lowestId(since);
  const cursor = row.state === 'running' && row.cursor < lowest ? row.cursor : lowest;
  const state = keys.length === 0 ? 'done' : 'running';
  await client.query({ ...reopenRecount, values: [programme, keys, version, publishedAt, cursor, state] });
  return { state, keys, version, publishedAt, cursor };
}

async function receiptsAfter(
  client: DatabaseClient,
  cursor: string,
  untilMs: number,
  chunk: number,
  { programme }: Counted,
  versions: readonly number[],
) {
  const values = [cursor, lowestId(untilMs), chunk, programme, versions];
  return (await client.query<{ id: string; party: number; due: boolean }>({ ...nextReceipts, values })).rows;
}

async function countReceipts(
  client: DatabaseClient,
  due: readonly { readonly id: string; readonly party: number }[],
  rules: CountingRules,
): Promise<number> {
  if (due.length === 0) return 0;
  const ids = [...new Set(due.map(({ party }) => party))];
  const { rows } = await client.query<{ id: number; state: PartyState }>({ ...lockParties, values: [bigints(ids)] });
  const parties = new Map(rows.map(({ id, state }) => [id, state]));
  // Read again under the lock: whoever returns or cancels a receipt has its party locked.
  const receipts = await readReceipts(
    client,
    due.map(({ id }) => id),
  );
  const changed: ReceiptRow[] = [];
  const states = new Map<number, PartyState>();
  for (const receipt of receipts) {
    const party = receipt.party ?? 0;
    const state = states.get(party) ?? parties.get(party);
    const added = state && addUncounted(state.facts, receipt, rules);
    if (state === undefined || added === undefined) continue;
    states.set(party, { ...state, facts: added.facts });
    changed.push({ ...receipt, effects: added.effects });
  }
  if (changed.length === 0) return 0;
  const written = await client.query<{ id: number; version: number }>({
    ...updateParties,
    values: [bigints([...states.keys()]), texts([...states.values()].map((state) => JSON.stringify(state)))],
  });
  await client.query({
    ...updateReceipts,
    values: [uuids(changed.map(({ id }) => id)), texts(changed.map(({ effects }) => effects))],
  });
  await appendToOutbox(client, { parties: written.rows.map(({ id, version }) => [id, version] as const) });
  return changed.length;
}
