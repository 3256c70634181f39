/**
 * The closed table of error codes: every refusal the gateway can give, by HTTP, WebSocket or an adapter, is one of
 * these rows. `retryable` tells a till whether the very same request may succeed later without a change.
 */
interface ErrorRow {
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
}

const row = (status: number, title: string, retryable = false): ErrorRow => ({ status, title, retryable });

export const errorTable = {
  // The request itself.
  malformed_request: row(400, 'What arrived is not a request'),
  request_timeout: row(408, 'The request took too long to arrive', true),
  headers_too_large: row(431, 'The headers are larger than the limit'),
  malformed_body: row(400, 'The body cannot be read'),
  invalid_request: row(422, 'A field is missing, unknown or out of its bounds'),
  body_too_large: row(413, 'The body is larger than the limit'),
  unsupported_media_type: row(415, 'The content type is not one this call reads'),
  not_acceptable: row(406, 'The call does not answer in the type that was asked for'),
  route_not_found: row(404, 'There is no such call'),
  method_not_allowed: row(405, 'The call exists, but not with this method'),
  upgrade_required: row(426, 'The call is made over a WebSocket'),
  subprotocol_unknown: row(400, 'None of the subprotocols asked for is spoken here'),
  too_many_lines: row(422, 'The receipt has more lines than the limit'),
  duplicate_line: row(422, 'Two lines have the same number'),
  amount_too_large: row(422, 'An amount is beyond the limit'),
  quantity_precision: row(422, 'A quantity has more than three decimals'),
  price_precision: row(422, 'A unit price has more than four decimals of a minor unit'),
  clock_skew: row(422, "businessTime is too far from the server's clock"),
  training_receipt: row(422, 'A training receipt is quoted, never journalled'),
  listing_receipt: row(422, 'A listing is quoted, never committed'),
  charged_mismatch: row(422, 'What was charged does not add up or does not name the lines of the receipt'),
  idempotency_key_invalid: row(422, 'The Idempotency-Key is empty or too long'),
  idempotency_key_reused: row(409, 'The Idempotency-Key was used with another body'),
  // Who asks.
  unauthenticated: row(401, 'The key is missing, unknown or revoked'),
  forbidden: row(403, "The key's role may not do this"),
  till_mismatch: row(403, "The till is not this key's own"),
  rate_limited: row(429, 'Too many requests in too short a time', true),
  // What is named and is not there.
  till_not_found: row(404, 'There is no such till'),
  store_not_found: row(404, 'There is no such store'),
  key_not_found: row(404, 'There is no such key'),
  member_not_found: row(404, 'There is no such member'),
  card_not_found: row(404, 'There is no such card'),
  coupon_not_found: row(404, 'There is no such coupon'),
  coupon_campaign_not_found: row(404, 'There is no such coupon campaign'),
  receipt_not_found: row(404, 'There is no such receipt'),
  hold_not_found: row(404, 'There is no such hold'),
  certificate_not_found: row(404, 'There is no such certificate'),
  programme_not_found: row(404, 'There is no such programme or version'),
  adjust_job_not_found: row(404, 'There is no such job of adjustments'),
  reference_not_found: row(404, 'There is no such list, segment or list of prices, or no such version of it'),
  // What cannot be, as things stand.
  already_exists: row(409, 'There is one of this name already'),
  card_blocked: row(409, 'The card is blocked or replaced'),
  member_required: row(422, 'This needs a member'),
  no_programme: row(409, 'The store has no published programme'),
  programme_invalid: row(422, 'The programme document has errors'),
  upload_invalid: row(422, 'The upload has rows that cannot be taken; nothing of it was'),
  upload_given_up: row(409, 'The upload took too long to arrive and was given up', true),
  programme_revoked: row(409, 'The programme version was revoked'),
  quote_invalid: row(422, 'The quote token is not one of ours, or not for this till'),
  quote_expired: row(409, 'The quote token is older than 24 hours'),
  quote_changed: row(409, 'The receipt would now come out otherwise; the new quote is enclosed'),
  receipt_conflict: row(409, 'The number was used for another receipt'),
  receipt_cancelled: row(409, 'The receipt was cancelled'),
  receipt_not_cancellable: row(409, 'The receipt can no longer be cancelled; return its goods instead'),
  insufficient_points: row(409, 'The member has fewer points'),
  redeem_not_allowed: row(409, 'The programme does not allow so many points on this receipt'),
  hold_expired: row(409, 'The hold expired'),
  hold_resolved: row(409, 'The hold was already posted or voided'),
  hold_mismatch: row(409, 'The hold is for another member, till or receipt'),
  hold_ttl: row(422, 'The programme does not hold points for so long'),
  adjust_job_state: row(409, 'The job is not in a state that allows this'),
  adjust_limit: row(409, 'More points than this key may adjust'),
  certificate_not_usable: row(409, 'The certificate is not active, or its time is over, or it was revoked'),
  certificate_insufficient: row(409, 'The certificate has less money'),
  certificate_used: row(409, 'The certificate that was sold has been used'),
  coupon_refused: row(409, 'The coupon cannot be used'),
  coupon_not_revocable: row(409, 'The coupon was redeemed'),
  coupon_campaign_closed: row(409, 'The coupon campaign is closed for good'),
  return_exceeds: row(409, 'More would come back than was sold'),
  return_unmatched: row(409, 'The programme takes nothing back without its receipt'),
  not_a_sale: row(409, 'Only a sale can be returned or attached'),
  referral_refused: row(409, 'The member cannot be referred so'),
  attach_refused: row(409, 'The receipt can no longer be attached to a member'),
  // What is ours.
  evaluation_failed: row(500, 'The receipt could not be evaluated'),
  internal_error: row(500, 'Something went wrong on our side'),
  overloaded: row(503, 'More work is waiting than can be done in time', true),
  unavailable: row(503, 'A part of the gateway cannot be reached; retry with the same number', true),
  draining: row(503, 'The gateway is shutting down', true),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** One thing wrong in a request: `path` is a JSON pointer into the body, or the name of a header or query field. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** RFC 9457, application/problem+json. `quote` comes with quote_changed alone. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  errors?: ErrorDetail[];
  retryable: boolean;
  requestId: string;
  quote?: unknown;
}

/** An outcome that is not the one asked for: a row of the table with this request's own words. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly errors?: readonly ErrorDetail[];
  /** With quote_changed: the new quote. */
  readonly quote?: unknown;
  readonly retryAfterSeconds?: number;
}

/** A refusal on its way out of a flow. It is thrown for brevity; it is an outcome, not a fault, and never logged as one. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`${refusal.code}: ${refusal.detail}`);
    this.name = 'RefusalError';
    this.refusal = refusal;
  }
}

export function refuse(code: ErrorCode, detail: string, more: Omit<Refusal, 'code' | 'detail'> = {}): never {
  throw new RefusalError({ code, detail, ...more });
}
