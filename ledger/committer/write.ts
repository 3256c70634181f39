/** Writes what a batch has decided: one statement a table, whatever the number of items. */
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import type { ReceiptKey } from './commands.ts';
import type { LockedRows } from './locked-rows.ts';

const deleteKeys = sqlFile('ledger/committer/sql/delete-keys.sql');
const insertReceipts = sqlFile('ledger/committer/sql/insert-receipts.sql');
const updateReceipts = sqlFile('ledger/committer/sql/update-receipts.sql');
const insertTransfers = sqlFile('ledger/committer/sql/insert-transfers.sql');
const updateParties = sqlFile('ledger/committer/sql/update-parties.sql');
const insertHolds = sqlFile('ledger/committer/sql/insert-holds.sql');
const updateHolds = sqlFile('ledger/committer/sql/update-holds.sql');
const addBudgets = sqlFile('ledger/committer/sql/add-budgets.sql');

export async function writeBatch(client: Queryable, rows: LockedRows, unused: readonly ReceiptKey[]): Promise<void> {
  if (unused.length > 0) {
    await client.query({
      ...deleteKeys,
      values: [
        unused.map((key) => key.till),
        unused.map((key) => key.businessDay),
        unused.map((key) => key.number),
        unused.map((key) => key.kind),
      ],
    });
  }
  await writeReceipts(client, rows);
  await writeParties(client, rows);
  await writeHolds(client, rows);
  const { budgetChanges } = rows;
  if (budgetChanges.size > 0) {
    await client.query({ ...addBudgets, values: [[...budgetChanges.keys()], [...budgetChanges.values()]] });
  }
  const parties = changedParties(rows).map(({ open }) => [open.id, open.version] as const);
  const receipts = [...rows.inserted.map((row) => row.id), ...rows.changedReceipts.keys()];
  if (parties.length > 0 || receipts.length > 0) await appendToOutbox(client, { parties, receipts });
}

export function changedParties(rows: LockedRows) {
  return [...rows.parties.values()].filter((party) => party.open.version !== party.versionRead);
}

async function writeReceipts(client: Queryable, { inserted, changedReceipts, now }: LockedRows): Promise<void> {
  if (inserted.length > 0) {
    await client.query({
      ...insertReceipts,
      values: [
        inserted.map((row) => row.id),
        inserted.map((row) => row.kind),
        inserted.map((row) => row.till),
        inserted.map((row) => row.store),
        inserted.map((row) => row.businessDay),
        inserted.map((row) => row.number),
        inserted.map((row) => row.businessTime),
        inserted.map(() => now),
        inserted.map((row) => row.party ?? null),
        inserted.map((row) => row.member ?? null),
        inserted.map((row) => row.programme),
        inserted.map((row) => row.version),
        inserted.map((row) => row.original ?? null),
        inserted.map((row) => row.gross),
        inserted.map((row) => row.discount),
        inserted.map((row) => row.redeemed),
        inserted.map((row) => row.net),
        inserted.map((row) => row.earned),
        inserted.map((row) => row.reply),
        inserted.map((row) => row.input ?? null),
        inserted.map((row) => row.effects),
      ],
    });
  }
  const changed = [...changedReceipts.values()];
  if (changed.length === 0) return;
  await client.query({
    ...updateReceipts,
    values: [
      changed.map((row) => row.id),
      changed.map((row) => row.state),
      changed.map((row) => row.returned ?? null),
      changed.map((row) => row.party ?? null),
      changed.map((row) => row.member ?? null),
      changed.map((row) => row.earned),
      changed.map((row) => row.attached ?? null),
      changed.map((row) => row.input ?? null),
      changed.map((row) => row.effects),
    ],
  });
}

async function writeParties(client: Queryable, rows: LockedRows): Promise<void> {
  const parties = changedParties(rows);
  if (parties.length === 0) return;
  await client.query({
    ...updateParties,
    values: [
      parties.map(({ open }) => open.id),
      parties.map(({ open }) => open.version),
      parties.map(({ open }) => open.seq),
      parties.map(({ open }) => JSON.stringify(open.state())),
      parties.map(({ open }) => open.dueAt() ?? null),
    ],
  });
  const moved = parties.flatMap(({ open, transfers }) => transfers.map((entry) => ({ ...entry, party: open.id })));
  if (moved.length === 0) return;
  await client.query({
    ...insertTransfers,
    values: [
      moved.map(({ party }) => party),
      moved.map(({ transfer }) => transfer.seq),
      rows.now,
      moved.map(({ transfer }) => transfer.debit),
      moved.map(({ transfer }) => transfer.credit),
      moved.map(({ transfer }) => transfer.amount),
      moved.map(({ transfer }) => transfer.reason),
      moved.map(({ transfer }) => transfer.lot ?? null),
      moved.map(({ transfer }) => transfer.rule ?? null),
      moved.map(({ receipt }) => receipt),
    ],
  });
}

async function writeHolds(client: Queryable, { newHolds, changedHolds }: LockedRows): Promise<void> {
  if (newHolds.length > 0) {
    await client.query({
      ...insertHolds,
      values: [
        newHolds.map((hold) => hold.id),
        newHolds.map((hold) => hold.state),
        newHolds.map((hold) => hold.party),
        newHolds.map((hold) => hold.member),
        newHolds.map((hold) => hold.till),
        newHolds.map((hold) => hold.store),
        newHolds.map((hold) => hold.businessDay),
        newHolds.map((hold) => hold.number),
        newHolds.map((hold) => JSON.stringify(hold.pins)),
        newHolds.map((hold) => hold.points),
        newHolds.map((hold) => hold.amount),
        newHolds.map((hold) => hold.createdAt),
        newHolds.map((hold) => hold.expiresAt),
        newHolds.map((hold) => hold.maxUntil),
      ],
    });
  }
  const changed = [...changedHolds.values()];
  if (changed.length === 0) return;
  await client.query({
    ...updateHolds,
    values: [
      changed.map((hold) => hold.id),
      changed.map((hold) => hold.state),
      changed.map((hold) => hold.posted),
      changed.map((hold) => hold.expiresAt),
      changed.map((hold) => hold.resolvedAt ?? null),
      changed.map((hold) => hold.receipt ?? null),
    ],
  });
}
