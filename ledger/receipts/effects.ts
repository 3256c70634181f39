/**
 * What a committed sale did to its party, kept with the receipt so that it can be undone exactly: which lots it made
 * and from which it spent, which limits it used. Points per line are in the reply (`earned`); per rule they are here.
 */
import type { Counts, LimitUse, Reward } from '../../rules/model/evaluation.ts';
import type { PartyFacts } from '../../rules/model/member-state.ts';
import type { LotShare } from '../parties/spending-order.ts';

export interface GivenLot {
  readonly lot: number;
  readonly rule: string;
  readonly points: number;
  readonly lines: readonly { readonly line: number; readonly points: number }[];
}

/** Stamps, by the lot they went into. */
export interface GivenStamps extends GivenLot {
  readonly purse: string;
}

/** What a rule was paid with. It comes back when all of these lines have; without any, when the whole sale has. */
export interface PaidCost {
  readonly rule: string;
  readonly purse: string;
  /** As much as was there: less than the rule costs only where it had been charged for already. */
  readonly shares: readonly LotShare[];
  readonly lines: readonly number[];
  /** Points that were not there, and are owed. */
  readonly overdrawn?: number;
  /** Stamps that were not there. */
  readonly forgiven?: number;
}

/** Of a party's facts before a sale, what its cancel puts back. */
export type Before = Pick<PartyFacts, 'lastPurchaseAt' | 'badges' | 'attributes'>;

/** Minor units of a certificate. */
export interface CertificateShare {
  readonly code: string;
  readonly amount: number;
}

/** Where what remains is priced again: what has gone back so far of the value sold, minor units, and of the points earned. */
export interface Repriced {
  readonly value: number;
  readonly earned: number;
}

export interface SaleEffects {
  readonly lots: readonly GivenLot[];
  /** In the order they were spent. */
  readonly spent: readonly LotShare[];
  /** Points spent beyond what the member had (paid is paid). */
  readonly overdrawn: number;
  /** Points spent, by line. */
  readonly redeemed: readonly { readonly line: number; readonly points: number }[];
  readonly limitUses: readonly LimitUse[];
  /** What it added to the party's counters, then or when one was counted from history. Absent: nothing. */
  readonly counts?: Counts;
  /** Unique and personal codes that it used. */
  readonly coupons?: readonly string[];
  /** Codes that it brought its member. */
  readonly issuedCoupons?: readonly string[];
  /** It brought goods back as well: too much to undo at a stroke. */
  readonly exchange: boolean;
  /** Money of certificates that paid, in the order they did. */
  readonly certificates?: readonly CertificateShare[];
  /** Certificates sold by a line of it. */
  readonly activated?: readonly { readonly line: number; readonly code: string }[];
  /** Certificates it brought as a reward. */
  readonly issued?: readonly string[];
  /** The key of what it gives to the member's referrer. */
  readonly gift?: string;
  /** The party's facts before: what a cancel puts back. Absent without a member. */
  readonly before?: Before;
  /** Absent in older receipts and where there are none, as are those below. */
  readonly rewards?: readonly Reward[];
  readonly stamps?: readonly GivenStamps[];
  readonly costs?: readonly PaidCost[];
  readonly repriced?: Repriced;
}

/** Codes that a sale used or issued: they are locked when it is undone. */
export function couponsOfSale({ coupons = [], issuedCoupons = [] }: Partial<SaleEffects>): string[] {
  return [...coupons, ...issuedCoupons];
}

/** What has come back of a sale so far: thousandths by line number. Everything else follows from it. */
export type Returned = Readonly<Record<string, number>>;
