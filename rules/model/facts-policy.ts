/** What a programme has a party remember: which counters, and the tiers that are reckoned from them. */

/**
 * net: minor units that were paid; gross: before discounts; receipts: those that have any of the counter's items;
 * quantity: thousandths of a unit; points: earned, in point units.
 */
export type CounterUnit = 'net' | 'gross' | 'receipts' | 'quantity' | 'points';

export interface CounterPolicy {
  readonly code: string;
  /**
   * code~window~digest of what is counted: a counter that a new version defines otherwise begins anew. See
   * rules/state/counter-window.ts for what the window says.
   */
  readonly key: string;
  readonly of: CounterUnit;
  /** How many earlier periods the programme's conditions ask for. */
  readonly past: number;
}

export interface TierLevel {
  readonly code: string;
  /** What the counter must have reached. */
  readonly from: number;
  /** ISO 8601 duration for which the level stays once reached. Absent: as long as the counter says so. */
  readonly keep?: string;
}

export interface TierPolicy {
  /** Two programmes may both have tiers: a party has one in each. */
  readonly programme: string;
  readonly by: CounterPolicy;
  /** Lowest first. */
  readonly levels: readonly TierLevel[];
}

export interface FactsPolicy {
  readonly counters: readonly CounterPolicy[];
  readonly tiers?: TierPolicy;
}
