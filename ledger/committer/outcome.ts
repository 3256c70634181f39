/**
 * How a command ends. Refused: nothing of it happened, and the same request may be corrected and sent again. `again`:
 * what was found before the lock is no longer so (a receipt arrived meanwhile); the caller looks once more.
 */
export type Outcome =
  | { readonly kind: 'done'; readonly reply: string; readonly replayed: boolean }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly detail: string;
      readonly errors?: readonly { readonly path: string; readonly message: string }[];
      /** With quote_changed: the new quote. */
      readonly quote?: unknown;
    }
  | { readonly kind: 'again' };

/** Rows of the wire's closed table that the ledger gives; the gateway's table has them all, checked by the compiler. */
export type RefusalCode =
  | 'adjust_limit'
  | 'amount_too_large'
  | 'attach_refused'
  | 'certificate_insufficient'
  | 'certificate_not_found'
  | 'certificate_not_usable'
  | 'certificate_used'
  | 'coupon_refused'
  | 'evaluation_failed'
  | 'hold_expired'
  | 'hold_mismatch'
  | 'hold_not_found'
  | 'hold_resolved'
  | 'hold_ttl'
  | 'idempotency_key_reused'
  | 'insufficient_points'
  | 'internal_error'
  | 'invalid_request'
  | 'not_a_sale'
  | 'overloaded'
  | 'quote_changed'
  | 'referral_refused'
  | 'receipt_cancelled'
  | 'receipt_conflict'
  | 'receipt_not_cancellable'
  | 'receipt_not_found'
  | 'redeem_not_allowed'
  | 'return_exceeds'
  | 'unavailable';

export function refused(
  code: RefusalCode,
  detail: string,
  more: { errors?: readonly { path: string; message: string }[]; quote?: unknown } = {},
): Extract<Outcome, { kind: 'refused' }> {
  return { kind: 'refused', code, detail, ...more };
}
