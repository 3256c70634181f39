/**
 * What the ledger must know of a programme: how points are kept, spent, held and taken back. Compiled from the
 * document's `points` section; durations are milliseconds unless an ISO duration is needed to respect calendars.
 */
export interface PursePolicy {
  readonly code: string;
  /** ISO 8601 duration added to the moment of accrual in the store's timezone: P1Y. Absent: never expires. */
  readonly expireAfter?: string;
  readonly spendFirst: boolean;
  /** Its units are stamps: they pay what rules cost, and are never money. */
  readonly stamps?: true;
}

/** Purses whose units are points. */
export function pointPurses(policy: Pick<PointsPolicy, 'purses'>): readonly PursePolicy[] {
  return policy.purses.filter(({ stamps }) => stamps !== true);
}

export interface PointsPolicy {
  /** Decimals of a whole point: scale 1 → 35 is 3.5 points. */
  readonly scale: number;
  /** Minor units that one integer point unit pays: worth / 10^scale; always a whole number ≥ 1. */
  readonly unitWorth: number;
  /** How the points of a rule become whole units of the point, once per rule and receipt; half-up: a half rounds up. */
  readonly rounding: 'floor' | 'half-up' | 'ceil';
  readonly redeemAs: 'discount' | 'tender';
  readonly earnOnRedeemed: boolean;
  /**
   * Those of points in the order written, at least one; then those of stamps. The first is where a rule's points go
   * unless its lot says otherwise.
   */
  readonly purses: readonly PursePolicy[];
  readonly hold: { readonly ttlMs: number; readonly maxTtlMs: number };
  /** Days in which a receipt may still be attached to a member; 0: never. */
  readonly attachDays: number;
  readonly returns: {
    /** asPaid: what was paid for the units; remaining: what was paid, less what the units that are kept would cost. */
    readonly reprice: 'asPaid' | 'remaining';
    /** What happens when earned points are to be taken back and the member has spent them. */
    readonly shortfall: 'debt' | 'withhold' | 'forgive';
    /** Whether goods may come back without the receipt they were sold on. */
    readonly withoutReceipt: 'refuse' | 'allow';
    /** A redeemed point whose lot has expired comes back with this long to live. */
    readonly graceMs: number;
  };
}
