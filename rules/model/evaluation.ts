/**
 * What an evaluation takes and gives. Both are plain JSON: they cross to worker threads as text, and are stored with
 * the receipt. Money in minor units, points in the programme's integer point unit, quantities in thousandths.
 */
import type { CounterUnit } from './facts-policy.ts';
import type { Missing } from './goods.ts';
import type { Language } from './language.ts';
import type { MemberState } from './member-state.ts';
import type { Attributes, AttributeValue, Receipt } from './receipt.ts';
import type { ReferenceVersions } from './references-policy.ts';

/** Which compiled programme: versions of one code are numbered from 1. */
export interface ProgrammeRef {
  readonly code: string;
  readonly version: number;
}

/** What happened, where it was no purchase: registration, activity:survey, tier, birthday, period:quarter. */
export interface Occasion {
  readonly on: string;
  /** Of the activity: the survey's score, the link's utm. */
  readonly attributes: Attributes;
}

/** What is known of a code that the till sent. */
export interface PresentedCoupon {
  readonly code: string;
  /** Absent: no campaign has such a code. */
  readonly campaign?: string;
  /** Why it may not be used, in words: expired, redeemed before, another member's. Absent: it may. */
  readonly refusal?: string;
  /** A unique or personal code, as it is kept: its row is locked before it is used. */
  readonly row?: string;
  /** How often it may still be used, where that is limited: what is used of them goes out as LimitUse. */
  readonly limits?: readonly Omit<LimitUse, 'rule' | 'used'>[];
}

export interface EvaluationInput {
  readonly programme: ProgrammeRef;
  /** On an occasion it has no lines. */
  readonly receipt: Receipt;
  /** Absent: a purchase. */
  readonly occasion?: Occasion;
  /** In the order of `receipt.coupons`. */
  readonly coupons?: readonly PresentedCoupon[];
  /** Absent: nobody showed a card. */
  readonly member?: MemberState;
  /** Versions of what was looked up beside the party: lists of goods (see ReceiptLine.lists), segments, personal prices. */
  readonly references?: ReferenceVersions;
  /** How much of each limit is used, the party's own and the campaigns' together; a missing key is 0. */
  readonly limits: Readonly<Record<string, number>>;
  readonly explain?: boolean;
  /** Who buys is still there to be told what a little more would bring. */
  readonly nudge?: boolean;
}

export interface Adjustment {
  readonly rule: string;
  readonly group: string;
  readonly mechanic: string;
  /** What it takes off this line; positive. */
  readonly amount: number;
  /** The money the rule reckoned with on this line. */
  readonly base: number;
  /** What rounding added (+) or took (−), as an exact fraction of a minor unit written "1/3"; "0" where nothing. */
  readonly rounding: string;
  readonly coupon?: string;
}

/** quantity × unitPrice = net, exactly, for every unit of a line. Quantity in thousandths. */
export interface Unit {
  readonly quantity: number;
  readonly unitPrice: number;
  readonly net: number;
}

export interface EvaluatedLine {
  readonly line: number;
  readonly gross: number;
  readonly discount: number;
  readonly redeemed: number;
  readonly net: number;
  /** Points. */
  readonly earned: number;
  readonly units: readonly Unit[];
  readonly adjustments: readonly Adjustment[];
}

export interface Totals {
  readonly gross: number;
  readonly discount: number;
  readonly redeemed: number;
  readonly net: number;
  readonly earned: number;
}

/** Points that melt: so much of them goes every so often. */
export interface Melt {
  /** As the programme writes it, P7D: so many months, and so many milliseconds. */
  readonly every: string;
  readonly months: number;
  readonly ms: number;
  /** At most two decimals. */
  readonly percent: number;
}

/** Points one rule gives on one receipt; becomes a lot. */
export interface Accrual {
  readonly rule: string;
  readonly group: string;
  readonly mechanic: string;
  readonly purse: string;
  readonly points: number;
  /** Epoch ms; absent: at once. */
  readonly activeAt?: number;
  /** Epoch ms; absent: never. */
  readonly expiresAt?: number;
  /** From when it is active. */
  readonly melt?: Melt;
  /** Σ points of the lines = points. */
  readonly lines: readonly { readonly line: number; readonly points: number }[];
}

export interface Redemption {
  /** The most that programme and balance allow on this receipt. */
  readonly redeemable: number;
  /** The most that the programme's rules allow, whatever the balance. */
  readonly allowed: number;
  /** Granted: what this evaluation spends. */
  readonly points: number;
  /** Minor units that `points` pay. */
  readonly amount: number;
  /** Granted, in the order asked; without purse: the ledger's spending order. Σ = points. */
  readonly requests: readonly { readonly purse?: string; readonly asked: number | 'max'; readonly points: number }[];
  /** Σ points = points, Σ amount = amount. */
  readonly lines: readonly { readonly line: number; readonly points: number; readonly amount: number }[];
}

/** How much of a limit this receipt uses; `scope` says who keeps it: the party's row, or the campaign's own (a budget). */
export interface LimitUse {
  readonly key: string;
  readonly scope: 'member' | 'rule';
  readonly rule: string;
  readonly unit: 'times' | 'amount' | 'points';
  readonly used: number;
  readonly cap: number;
}

export interface Message {
  readonly to: 'cashier' | 'customer' | 'slip';
  readonly text: string;
}

export interface Nudge {
  readonly rule: string;
  readonly texts: Readonly<Record<Language, string>>;
  readonly missing: Missing;
  /** Minor units that the rule would give more, at least. */
  readonly gain: number;
}

/** Stamps become a lot of their purse. Σ points of the lines = count, where there are lines. */
export interface StampsReward {
  readonly kind: 'stamps';
  readonly rule: string;
  readonly purse: string;
  readonly count: number;
  /** Epoch ms; absent: never. */
  readonly expiresAt?: number;
  readonly lines: readonly { readonly line: number; readonly points: number }[];
}

/** What a receipt brings besides money off and points. A coupon's or a certificate's code is made when it is committed. */
export type Reward =
  | { readonly kind: 'coupon'; readonly rule: string; readonly campaign: string }
  /** Minor units; expiresAt in epoch ms. */
  | { readonly kind: 'certificate'; readonly rule: string; readonly amount: number; readonly expiresAt?: number }
  | { readonly kind: 'badge'; readonly rule: string; readonly badge: string }
  | StampsReward
  | { readonly kind: 'attribute'; readonly rule: string; readonly name: string; readonly value: AttributeValue };

/**
 * What a rule `to: referrer` gives to whoever referred the member. It is another party's, so it is delivered in a
 * transaction of its own; limits by member are the referrer's, and decided there.
 */
export interface ReferrerGift {
  readonly rule: string;
  /** Points, or a reward. */
  readonly accrual?: Omit<Accrual, 'lines'>;
  readonly reward?: Reward;
  readonly limits: readonly LimitUse[];
}

/** What a receipt adds to one counter. */
export interface Count {
  /** The period or the day it is counted in: 2026-11, 2026-11-22. */
  readonly in: string;
  readonly of: CounterUnit;
  /** In the counter's unit; a net of bottles brought back may be negative. */
  readonly added: number;
  /** Numbers of the lines that are counted; absent: all. */
  readonly lines?: readonly number[];
}

/** By the counter's key. What adds nothing is left out. */
export type Counts = Readonly<Record<string, Count>>;

/** What a rule is paid with: points or stamps of a purse, which come back with all of these lines, by number. */
export interface Cost {
  readonly rule: string;
  readonly purse: string;
  readonly count: number;
  readonly lines: readonly number[];
}

export interface CouponOutcome {
  readonly code: string;
  readonly status: 'applied' | 'refused';
  readonly reason?: string;
}

export interface TraceEntry {
  readonly rule: string;
  readonly outcome: 'applied' | 'displaced' | 'unmet' | 'limited';
  readonly by?: string;
  readonly reason: string;
}

/** Where the customer was charged otherwise than we evaluated. charged − evaluated = difference. */
export interface Variance {
  readonly net: number;
  readonly lines: readonly {
    readonly line: number;
    readonly charged: number;
    readonly evaluated: number;
    readonly difference: number;
  }[];
}

/** What of an evaluation changes something. */
export interface Effective {
  readonly totals: Totals;
  readonly redemption: Redemption;
  readonly accruals: readonly Accrual[];
  readonly limitUses: readonly LimitUse[];
  readonly rewards: readonly Reward[];
  readonly counts: Counts;
  /** Absent where no rule costs anything. */
  readonly costs?: readonly Cost[];
  readonly coupons: readonly CouponOutcome[];
  /** Absent: nothing. */
  readonly referrer?: readonly ReferrerGift[];
  /** Only for a receipt with `charged` that differs. */
  readonly variance?: Variance;
}

/** And what is only told. */
export interface Evaluation extends Effective {
  readonly lines: readonly EvaluatedLine[];
  readonly messages: readonly Message[];
  readonly nudges: readonly Nudge[];
  /** Only with `explain`. */
  readonly trace?: readonly TraceEntry[];
}

/** Of nothing: no lines, and nothing given. */
export const emptyEvaluation: Evaluation = {
  lines: [],
  totals: { gross: 0, discount: 0, redeemed: 0, net: 0, earned: 0 },
  redemption: { redeemable: 0, allowed: 0, points: 0, amount: 0, requests: [], lines: [] },
  accruals: [],
  limitUses: [],
  messages: [],
  rewards: [],
  counts: {},
  nudges: [],
  coupons: [],
};
