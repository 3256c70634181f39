/**
 * A gift certificate: an account that whoever knows its code may spend.
 *
 *     issued ──activate──▶ active ──its money has been spent──▶ spent
 *        ▲                   │  ▲                                 │
 *        └──deactivate───────┤  └──────── goods come back ────────┘
 *        (its sale comes back)│
 *                             ├─ expiresAt ─▶ expired ─ goods come back ─▶ active, for the grace period
 *        issued, active, … ───┴─ revoke ────▶ revoked, for good
 *
 * Money that a hold keeps neither expires nor is revoked before the hold resolves: it pays, or, let go, it goes at once
 * where the rest has gone. What comes back to a revoked certificate is revoked as well.
 *
 * Money in minor units, times in epoch ms of business time.
 */
export type CertificateState = 'issued' | 'active' | 'spent' | 'expired' | 'revoked';

export interface CertificateRow {
  readonly code: string;
  readonly state: CertificateState;
  /** What it is good for. */
  readonly amount: number;
  /** What is on it, what holds keep included. */
  readonly balance: number;
  readonly held: number;
  readonly currency: string;
  /** Of its last transfer. */
  readonly seq: number;
  readonly member?: string;
  /** ISO 8601 duration from activation. */
  readonly expireAfter?: string;
  readonly expiresAt?: number;
  readonly issuedAt: number;
  readonly activatedAt?: number;
}

type CertificateAccount = 'certificate' | 'house:issued' | 'house:redeemed' | 'house:expired' | 'house:revoked';

export interface CertificateTransfer {
  /** Per certificate, from 1, without gap or repeat. */
  readonly seq: number;
  readonly debit: CertificateAccount;
  readonly credit: CertificateAccount;
  readonly amount: number;
  readonly reason: 'activate' | 'deactivate' | 'redeem' | 'restore' | 'expire' | 'revoke';
}

/** What can be spent: nothing of one that is not active, whatever holds still keep of it. */
export function availableOf({ balance, held }: Pick<CertificateRow, 'balance' | 'held'>): number {
  return balance - held;
}

/** As a person would call it at a moment: the sweeper, which follows later, may not have been here yet. */
export function stateAt({ state, expiresAt }: CertificateRow, at: number): CertificateState {
  const lapsed = expiresAt !== undefined && expiresAt <= at;
  return lapsed && (state === 'active' || state === 'issued') ? 'expired' : state;
}
