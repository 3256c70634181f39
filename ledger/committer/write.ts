/** What writes a batch's decisions: one statement a table, whatever the number of items. */
import { bigints, byteas, dates, doubles, integers, texts, uuids } from '../arrays.ts';
import type { Statement } from '../database.ts';
import { type OutboxEvent, outboxStatements } from '../outbox/append.ts';
import { sqlFile } from '../sql.ts';
import { type BatchRows, type PartyInBatch, writtenState } from './batch-rows.ts';
import type { Command, ReceiptKey } from './commands.ts';
import { claimColumns, keyColumns } from './key-columns.ts';
import { claimOf } from './needs.ts';

const deleteKeys = sqlFile('ledger/committer/sql/delete-keys.sql');
const insertReceipts = sqlFile('ledger/committer/sql/insert-receipts.sql');
const updateReceipts = sqlFile('ledger/committer/sql/update-receipts.sql');
const insertTransfers = sqlFile('ledger/committer/sql/insert-transfers.sql');
const insertNewKeys = sqlFile('ledger/committer/sql/insert-new-keys.sql');
const updateUnchanged = sqlFile('ledger/committer/sql/update-unchanged-parties.sql');
const updateParties = sqlFile('ledger/committer/sql/update-parties.sql');
const insertHolds = sqlFile('ledger/committer/sql/insert-holds.sql');
const updateHolds = sqlFile('ledger/committer/sql/update-holds.sql');

/** Claims the keys of commands that nobody is known to have sent before. */
export function insertKeysOf(commands: readonly Command[]): Statement {
  return { ...insertNewKeys, values: claimColumns(commands.flatMap((command) => claimOf(command) ?? [])) };
}

/** All but what is drawn from budgets, which comes last. */
export function writesOf(rows: BatchRows, unused: readonly ReceiptKey[]): Statement[] {
  const statements: Statement[] = [];
  if (unused.length > 0) {
    statements.push({ ...deleteKeys, values: keyColumns(unused) });
  }
  statements.push(
    ...receiptWrites(rows),
    ...partyWrites(rows),
    ...holdWrites(rows),
    ...rows.certificates.writes(rows.now),
    ...rows.occasions.writes(),
    ...rows.adjustments.writes(rows.now),
  );
  const parties = rows.changedParties().map(({ open }) => [open.id, open.version] as const);
  const receipts = [...rows.inserted.map((row) => row.id), ...rows.changedReceipts.keys()];
  const events = expiries(rows);
  if (parties.length > 0 || receipts.length > 0 || events.length > 0) {
    statements.push(...outboxStatements({ parties, receipts, ...(events.length > 0 && { events }) }));
  }
  return [...statements, ...rows.coupons.writes()];
}

function expiries({ changedHolds }: BatchRows): OutboxEvent[] {
  const events: OutboxEvent[] = [];
  for (const { state, id, till } of changedHolds.values()) {
    if (state === 'expired') events.push({ event: 'hold.expired', id, till });
  }
  return events;
}

function receiptWrites({ inserted, changedReceipts, now }: BatchRows): Statement[] {
  const statements: Statement[] = [];
  if (inserted.length > 0) {
    statements.push({
      ...insertReceipts,
      values: [
        uuids(inserted.map((row) => row.id)),
        texts(inserted.map((row) => row.kind)),
        texts(inserted.map((row) => row.till)),
        texts(inserted.map((row) => row.store)),
        dates(inserted.map((row) => row.businessDay)),
        texts(inserted.map((row) => row.number)),
        doubles(inserted.map((row) => row.businessTime)),
        doubles(inserted.map(() => now)),
        bigints(inserted.map((row) => row.party)),
        uuids(inserted.map((row) => row.member)),
        texts(inserted.map((row) => row.programme)),
        integers(inserted.map((row) => row.version)),
        uuids(inserted.map((row) => row.original)),
        bigints(inserted.map((row) => row.gross)),
        bigints(inserted.map((row) => row.discount)),
        bigints(inserted.map((row) => row.redeemed)),
        bigints(inserted.map((row) => row.net)),
        bigints(inserted.map((row) => row.earned)),
        texts(inserted.map((row) => row.reply)),
        byteas(inserted.map((row) => row.contents)),
        texts(inserted.map((row) => row.effects)),
      ],
    });
  }
  const changed = [...changedReceipts.values()];
  if (changed.length === 0) return statements;
  statements.push({
    ...updateReceipts,
    values: [
      uuids(changed.map((row) => row.id)),
      texts(changed.map((row) => row.state)),
      texts(changed.map((row) => row.returned)),
      bigints(changed.map((row) => row.party)),
      uuids(changed.map((row) => row.member)),
      bigints(changed.map((row) => row.earned)),
      texts(changed.map((row) => row.attached)),
      texts(changed.map((row) => (row.contents === undefined ? row.input : undefined))),
      texts(changed.map((row) => row.effects)),
      byteas(changed.map((row) => row.contents)),
    ],
  });
  return statements;
}

/** Those that are not locked are guarded by what they were. */
function updateOf(parties: readonly PartyInBatch[]): Statement {
  const values = [
    bigints(parties.map(({ open }) => open.id)),
    bigints(parties.map(({ open }) => open.version)),
    bigints(parties.map(({ open }) => open.seq)),
    texts(parties.map((party) => writtenState(party).text)),
    doubles(parties.map(({ open }) => open.dueAt())),
  ];
  // Of a batch all are locked, or none.
  const before = parties.flatMap(({ known }) => known ?? []);
  if (before.length === 0) return { ...updateParties, values };
  values.push(
    bigints(before.map(({ version }) => version)),
    bigints(before.map(({ seq }) => seq)),
    texts(before.map(({ text }) => text)),
  );
  return { ...updateUnchanged, values };
}

function partyWrites(rows: BatchRows): Statement[] {
  const parties = rows.changedParties();
  if (parties.length === 0) return [];
  const statements = [updateOf(parties)];
  const moved = parties.flatMap(({ transfers }) => transfers);
  if (moved.length === 0) return statements;
  statements.push({
    ...insertTransfers,
    values: [
      bigints(moved.map(({ party }) => party)),
      bigints(moved.map(({ transfer }) => transfer.seq)),
      rows.now,
      texts(moved.map(({ transfer }) => transfer.debit)),
      texts(moved.map(({ transfer }) => transfer.credit)),
      bigints(moved.map(({ transfer }) => transfer.amount)),
      texts(moved.map(({ transfer }) => transfer.reason)),
      bigints(moved.map(({ transfer }) => transfer.lot)),
      texts(moved.map(({ transfer }) => transfer.rule)),
      uuids(moved.map(({ receipt }) => receipt)),
      uuids(moved.map(({ occasion }) => occasion)),
      texts(moved.map(({ transfer }) => transfer.note)),
    ],
  });
  return statements;
}

function holdWrites({ newHolds, changedHolds }: BatchRows): Statement[] {
  const statements: Statement[] = [];
  if (newHolds.length > 0) {
    statements.push({
      ...insertHolds,
      values: [
        uuids(newHolds.map((hold) => hold.id)),
        texts(newHolds.map((hold) => hold.state)),
        bigints(newHolds.map((hold) => hold.party)),
        uuids(newHolds.map((hold) => hold.member)),
        texts(newHolds.map((hold) => hold.till)),
        texts(newHolds.map((hold) => hold.store)),
        dates(newHolds.map((hold) => hold.businessDay)),
        texts(newHolds.map((hold) => hold.number)),
        texts(newHolds.map((hold) => JSON.stringify(hold.pins))),
        bigints(newHolds.map((hold) => hold.points)),
        bigints(newHolds.map((hold) => hold.amount)),
        texts(newHolds.map((hold) => hold.certificate)),
        bigints(newHolds.map((hold) => hold.certificateAmount)),
        doubles(newHolds.map((hold) => hold.createdAt)),
        doubles(newHolds.map((hold) => hold.expiresAt)),
        doubles(newHolds.map((hold) => hold.maxUntil)),
        texts(newHolds.map((hold) => JSON.stringify(hold.coupons ?? []))),
      ],
    });
  }
  const changed = [...changedHolds.values()];
  if (changed.length === 0) return statements;
  statements.push({
    ...updateHolds,
    values: [
      uuids(changed.map((hold) => hold.id)),
      texts(changed.map((hold) => hold.state)),
      bigints(changed.map((hold) => hold.posted)),
      bigints(changed.map((hold) => hold.certificatePosted)),
      doubles(changed.map((hold) => hold.expiresAt)),
      doubles(changed.map((hold) => hold.resolvedAt)),
      uuids(changed.map((hold) => hold.receipt)),
    ],
  });
  return statements;
}
