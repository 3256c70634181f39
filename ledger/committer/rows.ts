/**
 * The rows of a batch, locked and read, and what its items have decided about them so far. Items are decided one after
 * the other; each sees what the accepted ones before it did, so twenty receipts of one company in a batch chain.
 */
import type { OpenCertificate } from '../certificates/open-certificate.ts';

import type { Coupon, NewCoupon } from '../coupons/coupon.ts';
import type { HoldRow } from '../holds/hold.ts';
import type { LockedOccasions, OccasionChanges } from '../occasions/locked-occasions.ts';
import type { OpenParty } from '../parties/open-party.ts';
import type { MemberRecord } from '../parties/party.ts';
import type { NewReceiptRow, ReceiptRow } from '../receipts/receipt-row.ts';
import type { Adjustment, AdjustRow, BatchAdjustments } from './adjustments.ts';
import type { BatchBudgets } from './batch-budgets.ts';
import type { ReceiptKey } from './commands.ts';
import type { LockedCoupons } from './locked-coupons.ts';
import type { Outcome } from './outcome.ts';

export interface KeyRow {
  readonly fingerprint?: Buffer;
  /** Absent: a tombstone. */
  readonly receipt?: string;
  /** Put there by this very batch. */
  readonly fresh: boolean;
}

export interface Rows {
  /** clock_timestamp() of Postgres after the locks, epoch ms. */
  readonly now: number;
  party(id: number): OpenParty;
  /** Members of a party that something is evaluated on, as they are under its lock. */
  members(id: number): readonly MemberRecord[];
  hold(id: string): HoldRow | undefined;
  /** Undefined: there is none, or it was not named when rows were locked. */
  certificate(code: string): OpenCertificate | undefined;
  key(text: string): KeyRow | undefined;
  receipt(id: string): ReceiptRow | undefined;
  readonly coupons: Pick<LockedCoupons, 'get' | 'campaign'>;
  readonly budgets: Pick<BatchBudgets, 'known' | 'of'>;
  readonly occasions: Pick<LockedOccasions, 'known' | 'closesRing'>;
  readonly adjustments: Pick<BatchAdjustments, 'made' | 'limited' | 'row'>;
}

/** What an accepted item changes. Forks replace the parties they were made from. */
export interface Changes {
  readonly parties?: readonly OpenParty[];
  readonly insert?: NewReceiptRow;
  readonly newHold?: HoldRow;
  readonly holds?: readonly HoldRow[];
  readonly receipts?: readonly ReceiptRow[];
  /** As are forks of certificates, and new ones. */
  readonly certificates?: readonly OpenCertificate[];
  readonly coupons?: readonly Coupon[];
  readonly newCoupons?: readonly NewCoupon[];
  readonly adjustments?: readonly Adjustment[];
  readonly adjustRows?: readonly AdjustRow[];
  /** Added to what is used; negative: given back. */
  readonly budgets?: ReadonlyMap<string, number>;
  /** The receipt that points are moved for, where it is not the one inserted. */
  readonly moves?: string;
  /** The occasion that points are moved for. */
  readonly occasion?: string;
  readonly occasions?: OccasionChanges;
  readonly alerts?: readonly Alert[];
}

/** Something a person should look at, told once it is committed. */
export interface Alert {
  readonly message: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export type Decision =
  | { readonly outcome: Extract<Outcome, { kind: 'done' }>; readonly changes: Changes }
  | { readonly outcome: Exclude<Outcome, { kind: 'done' }>; readonly changes?: undefined };

export function done(reply: string, changes: Changes = {}, replayed = false): Decision {
  return { outcome: { kind: 'done', reply, replayed }, changes };
}

/** The key as one string. No part of it has a NUL: Postgres keeps none, and the committer refuses a number with one. */
export function keyText({ till, businessDay, number, kind }: ReceiptKey): string {
  return `${kind}\0${till}\0${businessDay}\0${number}`;
}
