/** What a programme has a party remember: which counters, and the tiers that are reckoned from them. */

/** A calendar period of the store, or so many days that end with today. */
export type CounterWindow = { readonly per: 'day' | 'week' | 'month' | 'quarter' | 'year' } | { readonly days: number };

export interface CounterPolicy {
  readonly code: string;
  /** The code and a digest of what is counted: a counter that a new version defines otherwise begins anew. */
  readonly key: string;
  readonly window: CounterWindow;
}

export interface TierLevel {
  readonly code: string;
  /** What the counter must have reached. */
  readonly from: number;
  /** ISO 8601 duration for which the level stays once reached. Absent: as long as the counter says so. */
  readonly keep?: string;
}

export interface FactsPolicy {
  readonly counters: readonly CounterPolicy[];
  readonly tiers?: {
    /** Code of the counter. */
    readonly by: string;
    /** Lowest first. */
    readonly levels: readonly TierLevel[];
  };
}
