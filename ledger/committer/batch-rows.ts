/**
 * The rows that the commands of a batch are about, and what has been decided about them until it is written. They are
 * either read and locked, in the one order that everybody keeps: receipt keys, parties, occasions, holds, certificates,
 * coupons, budgets (batch-budgets.ts), each sorted; or as they are known without asking (optimistic-batch.ts), and held
 * against what there is when they are written.
 */

import { bigints, uuids } from '../arrays.ts';
import type { OpenCertificate } from '../certificates/open-certificate.ts';
import { clockOf, type Queryable } from '../database.ts';
import type { HoldRow } from '../holds/hold.ts';
import { LockedOccasions } from '../occasions/locked-occasions.ts';
import { loadParties } from '../parties/load.ts';
import { OpenParty } from '../parties/open-party.ts';
import type { MemberRecord, PartySnapshot, PartyState } from '../parties/party.ts';
import type { Transfer } from '../parties/transfer.ts';
import type { SaleEffects } from '../receipts/effects.ts';
import { readReceipts } from '../receipts/read.ts';
import type { NewReceiptRow, ReceiptRow } from '../receipts/receipt-row.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import { BatchAdjustments } from './adjustments.ts';
import { BatchBudgets } from './batch-budgets.ts';
import type { Command, ReceiptKey, SaleCommand } from './commands.ts';
import { claimColumns, keyColumns } from './key-columns.ts';
import { LockedCertificates } from './locked-certificates.ts';
import { LockedCoupons } from './locked-coupons.ts';
import {
  type Claim,
  campaignsOf,
  certificatesOf,
  claimOf,
  couponsOf,
  drawsOf,
  gathered,
  holdsOf,
  originalsOf,
  partiesOf,
  snapshotOf,
} from './needs.ts';
import { type Changes, type KeyRow, keyText, type Rows } from './rows.ts';

const insertKeys = sqlFile('ledger/committer/sql/insert-keys.sql');
const lockKeys = sqlFile('ledger/committer/sql/lock-keys.sql');
const readKeys = sqlFile('ledger/committer/sql/read-keys.sql');
const lockParties = sqlFile('ledger/committer/sql/lock-parties.sql');
const lockHolds = sqlFile('ledger/committer/sql/lock-holds.sql');

const claimed: KeyRow = { fresh: true };

const nobody = {
  query() {
    throw new Error('a batch that is decided without locks asks for nothing');
  },
} as unknown as Queryable;

export interface PartyInBatch {
  open: OpenParty;
  readonly versionRead: number;
  /** What it was decided on, where it is not locked. */
  readonly known: PartySnapshot | undefined;
  members: readonly MemberRecord[] | undefined;
  readonly transfers: { party: number; transfer: Transfer; receipt: string | null; occasion: string | null }[];
  /** The state that `open` has, as it is written; undefined: not asked for yet. */
  written: { readonly state: PartyState; readonly text: string } | undefined;
}

/** What a party has become: made once, for its row and for Redis. */
export function writtenState(party: PartyInBatch): { readonly state: PartyState; readonly text: string } {
  const { written } = party;
  if (written !== undefined) return written;
  const state = party.open.state();
  party.written = { state, text: JSON.stringify(state) };
  return party.written;
}

export class BatchRows implements Rows {
  readonly #client: Queryable;
  readonly keys = new Map<string, KeyRow>();
  readonly #parties = new Map<number, PartyInBatch>();
  readonly #holds = new Map<string, HoldRow>();
  readonly #receipts = new Map<string, ReceiptRow>();
  readonly certificates: LockedCertificates;
  readonly coupons: LockedCoupons;
  readonly budgets: BatchBudgets;
  readonly occasions: LockedOccasions;
  readonly adjustments: BatchAdjustments;
  readonly inserted: NewReceiptRow[] = [];
  readonly newHolds: HoldRow[] = [];
  readonly changedHolds = new Map<string, HoldRow>();
  readonly changedReceipts = new Map<string, ReceiptRow>();
  now = 0;

  private constructor(client: Queryable) {
    this.#client = client;
    this.certificates = new LockedCertificates(client);
    this.coupons = new LockedCoupons(client);
    this.adjustments = new BatchAdjustments(client);
    this.budgets = new BatchBudgets(client);
    this.occasions = new LockedOccasions(client);
  }

  /**
   * As its commands know it: no key is taken, each party is the command's snapshot, and budgets are as the evaluations
   * took them to be. Whatever would have to be asked for fails.
   *
   * @param now Postgres' clock, epoch ms
   */
  static known(commands: readonly SaleCommand[], now: number): BatchRows {
    const rows = new BatchRows(nobody);
    rows.now = now;
    for (const { input, evaluation } of commands) rows.budgets.assume(evaluation.limitUses, input.limits);
    const snapshots = commands.flatMap(({ snapshot }) => snapshot ?? []);
    // In the order in which they are locked when they are written.
    for (const known of snapshots.sort((one, other) => one.party - other.party)) {
      rows.#parties.set(known.party, {
        open: new OpenParty({ ...known, id: known.party }),
        versionRead: known.version,
        known,
        members: known.members,
        transfers: [],
        written: undefined,
      });
    }
    return rows;
  }

  /**
   * @param begun what begins the transaction: asked of the same connection, and perhaps not answered yet
   * @param budgetsLocked budgets are locked even where they seem to last
   */
  static async lock(
    client: Queryable,
    commands: readonly Command[],
    begun: readonly Promise<unknown>[],
    budgetsLocked: boolean,
  ): Promise<BatchRows> {
    const rows = new BatchRows(client);
    const claims = commands.map(claimOf).filter((claim) => claim !== undefined);
    const draws = gathered(commands, drawsOf);
    // One trip: all are sent at once, and Postgres does them in this order.
    await Promise.all([
      ...begun,
      rows.occasions.begin(commands),
      rows.#claimKeys(claims),
      rows.#lockKeys(commands),
      rows.#lockParties(commands),
      rows.occasions.lock(commands),
      rows.#lockHolds(commands),
      rows.certificates.lock(gathered(commands, certificatesOf)),
      rows.coupons.open(gathered(commands, couponsOf), gathered(commands, campaignsOf)),
      rows.adjustments.read(commands),
      rows.budgets.open(draws, budgetsLocked),
    ]);
    await rows.#readKnown(claims);
    await rows.#readMembers(commands);
    await rows.#readReceipts(commands);
    await rows.budgets.expect(rows.#budgetsToGiveBack(commands));
    await rows.budgets.lockIfShort(draws);
    return rows;
  }

  async #claimKeys(claims: readonly Claim[]): Promise<void> {
    if (claims.length === 0) return;
    const { rows } = await this.#client.query<{ claimed: readonly ReceiptKey[] | null }>({
      ...insertKeys,
      values: claimColumns(claims),
    });
    for (const key of rows[0]?.claimed ?? claims) this.keys.set(keyText(key), claimed);
  }

  /** Of sales that are returned, exchanged, attached or cancelled: who has a sale's key may change what became of it. */
  async #lockKeys(commands: readonly Command[]): Promise<void> {
    const keys = gathered(commands, originalsOf).map(({ key }) => key);
    for (const command of commands) if (command.kind === 'cancel') keys.push(command.key);
    await this.#takeKeys(lockKeys, keys);
  }

  /** Those that could not be claimed, for they are there. */
  async #readKnown(claims: readonly Claim[]): Promise<void> {
    await this.#takeKeys(
      readKeys,
      claims.filter((claim) => !this.keys.has(keyText(claim))),
    );
  }

  async #takeKeys(statement: typeof lockKeys, keys: readonly ReceiptKey[]): Promise<void> {
    if (keys.length === 0) return;
    const { rows } = await this.#client.query<Record<string, unknown>>({ ...statement, values: keyColumns(keys) });
    for (const row of rows) {
      const key = withoutNulls<ReceiptKey & { receipt?: string; fingerprint?: Buffer }>(row);
      const text = keyText(key);
      if (!this.keys.has(text)) this.keys.set(text, { ...key, fresh: false });
    }
  }

  async #lockParties(commands: readonly Command[]): Promise<void> {
    const ids = new Set(gathered(commands, partiesOf));
    if (ids.size === 0) return;
    const { rows } = await this.#client.query<{ id: number; version: number; seq: number; state: PartyState }>({
      ...lockParties,
      values: [bigints([...ids])],
    });
    for (const row of rows) {
      this.#parties.set(row.id, {
        open: new OpenParty(row),
        versionRead: row.version,
        known: undefined,
        members: undefined,
        transfers: [],
        written: undefined,
      });
    }
  }

  async #lockHolds(commands: readonly Command[]): Promise<void> {
    const ids = gathered(commands, holdsOf);
    if (ids.length === 0) {
      this.now = await clockOf(this.#client);
      return;
    }
    const { rows } = await this.#client.query<Record<string, unknown>>({ ...lockHolds, values: [uuids(ids)] });
    for (const row of rows) {
      const { now, ...hold } = withoutNulls<HoldRow & { now: number }>(row);
      this.now = now;
      if (hold.id !== undefined) this.#holds.set(hold.id, hold);
    }
  }

  /** As a snapshot has them that is of the version now locked; of parties that have moved on since, as they are now. */
  async #readMembers(commands: readonly Command[]): Promise<void> {
    const moved = new Set<number>();
    for (const command of commands) {
      const snapshot = snapshotOf(command);
      if (snapshot === undefined) continue;
      const party = this.#parties.get(snapshot.party);
      if (party?.versionRead === snapshot.version) party.members = snapshot.members;
      else moved.add(snapshot.party);
    }
    for (const party of this.#parties.values()) if (party.members !== undefined) moved.delete(party.open.id);
    if (moved.size === 0) return;
    for (const { party, members } of await loadParties(this.#client, [...moved])) {
      const locked = this.#parties.get(party);
      if (locked !== undefined) locked.members = members;
    }
  }

  async #readReceipts(commands: readonly Command[]): Promise<void> {
    const ids = new Set(gathered(commands, originalsOf).map(({ receipt }) => receipt));
    for (const key of this.keys.values()) if (!key.fresh && key.receipt !== undefined) ids.add(key.receipt);
    if (ids.size === 0) return;
    for (const row of await readReceipts(this.#client, [...ids])) this.#receipts.set(row.id, row);
  }

  /** Those that sales which come back or are cancelled drew from. */
  #budgetsToGiveBack(commands: readonly Command[]): string[] {
    const sales = new Set(gathered(commands, originalsOf).map(({ receipt }) => receipt));
    for (const command of commands) {
      const receipt = command.kind === 'cancel' ? this.key(keyText(command.key))?.receipt : undefined;
      if (receipt !== undefined) sales.add(receipt);
    }
    return [...sales].flatMap((id) => {
      const { effects = '{}' } = this.#receipts.get(id) ?? {};
      const { limitUses = [] } = JSON.parse(effects) as Partial<SaleEffects>;
      return limitUses.filter((use) => use.scope === 'rule').map((use) => use.key);
    });
  }

  party(id: number): OpenParty {
    const party = this.#parties.get(id);
    if (party === undefined) throw new Error(`party ${id} is not there or was not locked`);
    return party.open;
  }

  /** In the order of their ids. */
  changedParties(): PartyInBatch[] {
    const changed: PartyInBatch[] = [];
    for (const party of this.#parties.values()) if (party.open.version !== party.versionRead) changed.push(party);
    return changed;
  }

  members(id: number): readonly MemberRecord[] {
    return this.#parties.get(id)?.members ?? [];
  }

  hold(id: string): HoldRow | undefined {
    return this.#holds.get(id);
  }

  certificate(code: string): OpenCertificate | undefined {
    return this.certificates.get(code);
  }

  key(text: string): KeyRow | undefined {
    return this.keys.get(text);
  }

  receipt(id: string): ReceiptRow | undefined {
    return this.#receipts.get(id);
  }

  /** Takes over what an accepted item changes; the next item sees it. To be waited for where it is a promise. */
  accept(changes: Changes): Promise<void> | undefined {
    const receipt = changes.insert?.id ?? changes.moves ?? null;
    const occasion = changes.occasion ?? null;
    for (const fork of changes.parties ?? []) {
      const party = this.#parties.get(fork.id);
      if (party === undefined) throw new Error(`party ${fork.id} was not locked`);
      for (const transfer of fork.transfers) party.transfers.push({ party: fork.id, transfer, receipt, occasion });
      party.written = undefined;
      party.open = fork.fork(fork.version + 1);
    }
    if (changes.insert !== undefined) this.inserted.push(changes.insert);
    if (changes.newHold !== undefined) {
      this.newHolds.push(changes.newHold);
      this.#holds.set(changes.newHold.id, changes.newHold);
    }
    for (const hold of changes.holds ?? []) {
      this.#holds.set(hold.id, hold);
      this.changedHolds.set(hold.id, hold);
    }
    for (const row of changes.receipts ?? []) {
      this.#receipts.set(row.id, row);
      this.changedReceipts.set(row.id, row);
    }
    this.certificates.accept(changes.certificates ?? [], receipt);
    this.coupons.accept(changes.coupons ?? [], changes.newCoupons ?? []);
    if (changes.occasions !== undefined) this.occasions.accept(changes.occasions);
    this.adjustments.accept(changes.adjustments ?? [], changes.adjustRows ?? []);
    return changes.budgets === undefined ? undefined : this.budgets.take(changes.budgets);
  }
}
