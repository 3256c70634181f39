/**
 * Points, the money of a gift certificate and coupons, each or together, kept aside while a customer pays.
 *
 *     active ──post (commit with the hold)──▶ posted      at most what it keeps; the rest is let go
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
  /** Absent, as is `member`, where it keeps a certificate's money alone. */
  readonly party?: number;
  readonly member?: string;
  readonly till: string;
  readonly store: string;
  /** ISO date. */
  readonly businessDay: string;
  readonly number: string;
  readonly pins: readonly LotShare[];
  /** Codes that it reserves, as they are kept. */
  readonly coupons?: readonly string[];
  readonly points: number;
  readonly posted: number;
  /** Minor units: what the points pay, and what is kept of the certificate. */
  readonly amount: number;
  readonly certificate?: string;
  /** Of its money, minor units. */
  readonly certificateAmount: number;
  readonly certificatePosted: number;
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
