/**
 * What happened besides purchases, a row each.
 *
 *     activity, registration, birthday, end of a period ──evaluated and given at once──▶ done
 *     another tier      due ──evaluated and given──▶ done
 *     gift to referrer  due ──given──▶ done ──its purchase was cancelled──▶ back ──taken back──▶ undone
 *                        └───────its purchase was cancelled───────▶ undone
 *
 * `due` and `back` are written in the transaction that brings them about, and carried out in one of their own, by whoever
 * comes first (gateway/occasions/carry-out.ts): a crash anywhere leaves them to be done, and never done twice.
 */
import type { EvaluationInput, LimitUse, ReferrerGift } from '../../rules/model/evaluation.ts';
import type { GivenLot, SaleEffects } from '../receipts/effects.ts';

export interface OccasionRow {
  readonly key: string;
  /** UUIDv7. */
  readonly id: string;
  /** registration, activity:survey, tier …; gift for what is given to a referrer. */
  readonly happened: string;
  readonly state: 'due' | 'done' | 'back' | 'undone';
  readonly member: string;
  readonly party?: number;
  /** Epoch ms. */
  readonly at: number;
  readonly programme: string;
  readonly version: number;
  readonly fingerprint?: Buffer;
  /** JSON of EvaluationInput, Announced or Gift. */
  readonly input: string;
  /** JSON of OccasionEffects. */
  readonly effects?: string;
  readonly reply?: string;
}

/** What is due to be evaluated: what there was to know of it when it happened. */
export type Announced = Pick<EvaluationInput['receipt'], 'channel' | 'store' | 'attributes'>;

/**
 * Of a party that another tier holds for since a moment, epoch ms: by the calendar, or by a receipt. Of one moment there may
 * be several receipts, each of which takes it a tier further.
 */
export function tierKey(programme: string, party: number, since: number, receipt?: string): string {
  const key = `tier/${programme}/${party}/${since}`;
  return receipt === undefined ? key : `${key}/${receipt}`;
}

/** What is due to be given to a referrer. */
export interface Gift {
  /** The member who was referred. */
  readonly friend: string;
  readonly store: string;
  readonly timezone: string;
  readonly gifts: readonly ReferrerGift[];
  /** A friend's first purchase: the referrer's activity "referral" counts one more. */
  readonly counts: boolean;
}

export interface OccasionEffects
  extends Pick<SaleEffects, 'before' | 'issued' | 'issuedCoupons' | 'rewards' | 'stamps'> {
  readonly lots: readonly GivenLot[];
  readonly limitUses: readonly LimitUse[];
  /** The key of what it gives to the referrer. */
  readonly gift?: string;
}
