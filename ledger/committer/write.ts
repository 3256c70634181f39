/** Writes what a batch has decided: one statement a table, whatever the number of items. */
import type { Queryable } from '../database.ts';
import { appendToOutbox } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import type { ReceiptKey } from './commands.ts';
import type { LockedRows } from './locked-rows.ts';

const deleteKeys = sqlFile('ledger/committer/sql/delete-keys.sql');
const insertReceipts = sqlFile('ledger/committer/sql/insert-receipts.sql');
const updateReceipt = sqlFile('ledger/committer/sql/update-receipt.sql');
const insertTransfers = sqlFile('ledger/committer/sql/insert-transfers.sql');
const updateParties = sqlFile('ledger/committer/sql/update-parties.sql');
const insertHold = sqlFile('ledger/committer/sql/insert-hold.sql');
const updateHold = sqlFile('ledger/committer/sql/update-hold.sql');
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
  for (const row of changedReceipts.values()) {
    await client.query({
      ...updateReceipt,
      values: [
        row.id,
        row.state,
        row.returned ?? null,
        row.party ?? null,
        row.member ?? null,
        row.earned,
        row.reply,
        row.input ?? null,
        row.effects,
      ],
    });
  }
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
  for (const hold of newHolds) {
    await client.query({
      ...insertHold,
      values: [
        hold.id,
        hold.state,
        hold.party,
        hold.member,
        hold.till,
        hold.store,
        hold.businessDay,
        hold.number,
        JSON.stringify(hold.pins),
        hold.points,
        hold.amount,
        hold.createdAt,
        hold.expiresAt,
        hold.maxUntil,
      ],
    });
  }
  for (const hold of changedHolds.values()) {
    await client.query({
      ...updateHold,
      values: [hold.id, hold.state, hold.posted, hold.expiresAt, hold.resolvedAt ?? null, hold.receipt ?? null],
    });
  }
}
