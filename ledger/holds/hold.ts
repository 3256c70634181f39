/**
 * Points kept aside while a customer pays.
 *
 *     active ──post (commit with the hold)──▶ posted      at most its points; the rest is let go
 *        ├─────void──────────────────────────▶ voided
 *        └─────expiresAt, by the clock of Postgres after the locks──▶ expired
 *
 * It is resolved once; a posted, voided or expired hold never changes again. Extending moves expiresAt, at most to
 * maxUntil.
 */
import type { LotShare } from '../parties/spending-order.ts';

export type HoldState = 'code_pending' | 'active' | 'posted' | 'voided' | 'expired';

export interface HoldRow {
  readonly id: string;
  readonly state: HoldState;
  readonly party: number;
  readonly member: string;
  readonly till: string;
  readonly store: string;
  /** ISO date. */
  readonly businessDay: string;
  readonly number: string;
  readonly pins: readonly LotShare[];
  readonly points: number;
  readonly posted: number;
  /** Minor units the points pay. */
  readonly amount: number;
  /** Epoch ms, as are all below. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly maxUntil: number;
  readonly resolvedAt?: number;
  readonly receipt?: string;
}

export function isOpen(hold: HoldRow): boolean {
  return hold.state === 'active' || hold.state === 'code_pending';
}
