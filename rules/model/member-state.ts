/**
 * What is known of a member when a receipt is evaluated. The same shape is accepted by POST /v1/simulate and kept with
 * each committed receipt, so that any receipt can be evaluated again for ever.
 */
import type { Attributes } from './receipt.ts';

export interface MemberState {
  readonly tier?: string;
  readonly segments?: readonly string[];
  /** Types of the member's cards that are not blocked: ['employee']. */
  readonly cards?: readonly string[];
  readonly attributes?: Attributes;
  /** ISO date, 1990-05-17. */
  readonly birthDate?: string;
  /** RFC 3339. */
  readonly registeredAt?: string;
  readonly favourites?: {
    readonly sku?: readonly string[];
    readonly category?: readonly string[];
    readonly brand?: readonly string[];
  };
  /** Committed receipts before this one, cancelled ones not counted. */
  readonly purchases?: number;
  /** RFC 3339. */
  readonly lastPurchaseAt?: string;
  /** A number, or [current, previous, …] calendar periods. */
  readonly counters?: Readonly<Record<string, number | readonly number[]>>;
  readonly activities?: Readonly<Record<string, { readonly count: number; readonly last?: Attributes }>>;
  /** Id of the member who referred this one; absent: nobody did. */
  readonly referrer?: string;
  /** Points that can be spent now, by purse: active, and neither held nor pending. */
  readonly balances?: Readonly<Record<string, number>>;
  readonly coupons?: readonly { readonly code: string; readonly campaign: string }[];
  readonly personalPrices?: Readonly<
    Record<string, Readonly<Record<string, { percent?: number; amount?: number; price?: number }>>>
  >;
}

/** What a member brings that is not the party's: looked up beside it, and kept as it was found. */
export type MemberReferences = Pick<MemberState, 'segments' | 'coupons' | 'personalPrices'>;

/** What rules are told of a party's past, as it stands at a moment; made of PartyFacts by rules/state/recall.ts. */
export type Recalled = Pick<MemberState, 'tier' | 'counters' | 'activities' | 'attributes'>;

/** A level of tiers that a counter has reached, as long as it is kept. Times are epoch ms of business time. */
export interface ReachedLevel {
  readonly level: string;
  /** The counter's key. */
  readonly by: string;
  readonly at: number;
  /** Kept until then, whatever is counted. */
  readonly until: number;
  /** What had to be reached, and by how much what is counted in the window of the bucket `in` is above it. */
  readonly from: number;
  readonly in: string;
  readonly over: number;
}

export interface TierFacts {
  /** As of the latest purchase, and since when: what time alone has taken away since is still here. */
  readonly code: string;
  readonly since: number;
  readonly reached: readonly ReachedLevel[];
}

/**
 * The part of a party's state that rules keep: how often it bought, how much of each limit is used, what its counters
 * have counted. The ledger stores it with the party and hands it back; it never looks inside.
 */
export interface PartyFacts {
  readonly purchases: number;
  /** Epoch ms of business time. */
  readonly lastPurchaseAt?: number;
  /** Used so far, by limit key (see rules/evaluate/limits.ts). Keys of periods long past are dropped. */
  readonly limits: Readonly<Record<string, number>>;
  /** By the counter's key: sums by the name of a period, or of each day of a month. See rules/state/buckets.ts. */
  readonly counters?: Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;
  /** By the programme's code. */
  readonly tiers?: Readonly<Record<string, TierFacts>>;
  /** What the party did besides buying; `lastAt` in epoch ms. */
  readonly activities?: Readonly<
    Record<string, { readonly count: number; readonly lastAt: number; readonly last: Attributes }>
  >;
  /** Who referred whom: the id of the referrer by that of the party's own member. Set once. */
  readonly referrers?: Readonly<Record<string, string>>;
  readonly badges?: readonly string[];
  /** Attributes that rules have set; they prevail over the member's own. */
  readonly attributes?: Attributes;
}
