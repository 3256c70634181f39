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
  /** Points that can be spent now, by purse: active, and neither held nor pending. */
  readonly balances?: Readonly<Record<string, number>>;
  readonly coupons?: readonly { readonly code: string; readonly campaign: string }[];
  readonly personalPrices?: Readonly<
    Record<string, Readonly<Record<string, { percent?: number; amount?: number; price?: number }>>>
  >;
}

/**
 * The part of a party's state that rules keep: how often it bought and how much of each limit is used. The ledger
 * stores it with the party and hands it back; it never looks inside.
 */
export interface PartyFacts {
  readonly purchases: number;
  /** Epoch ms of business time. */
  readonly lastPurchaseAt?: number;
  /** Used so far, by limit key (see rules/evaluate/limits.ts). Keys of periods long past are dropped. */
  readonly limits: Readonly<Record<string, number>>;
}
