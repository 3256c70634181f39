/** What is known of the codes that a till sent: one question for the receipts of a moment. */
import { coalesced } from '../../../ledger/coalesce.ts';
import { codeMeant } from '../../../ledger/coupons/codes.ts';
import { type Coupon, limitsOf, refusalOf, type Use } from '../../../ledger/coupons/coupon.ts';
import { findCoupons } from '../../../ledger/coupons/find.ts';
import type { Queryable } from '../../../ledger/database.ts';
import { normalCoupon } from '../../../rules/model/coupon-code.ts';
import type { PresentedCoupon } from '../../../rules/model/evaluation.ts';

export interface CouponReader {
  /** By code as it was typed; what there is none of is left out. */
  read(codes: readonly string[]): Promise<ReadonlyMap<string, Coupon>>;
}

export function createCouponReader(database: Queryable): CouponReader {
  const byCode = coalesced((codes: readonly string[]) => findCoupons(database, codes));
  return {
    async read(codes) {
      // What Postgres cannot keep is no code; the others are asked for.
      const keys = new Map(codes.filter(isStorable).map((code) => [code, keysOf(code)]));
      if (keys.size === 0) return new Map();
      const found = await byCode([...keys.values()].flat());
      return new Map(
        [...keys].flatMap(([code, own]) => {
          const coupon = own.map((key) => found.get(key)).find((one) => one !== undefined);
          return coupon === undefined ? [] : [[code, coupon] as const];
        }),
      );
    },
  };
}

/** What a code is kept as: as it was typed, or as it was meant. */
export function keysOf(code: string): string[] {
  const normal = normalCoupon(code);
  const meant = codeMeant(normal);
  return meant === undefined ? [normal] : [normal, meant];
}

function isStorable(code: string): boolean {
  return !code.includes('\u0000') && !/\p{Surrogate}/u.test(code);
}

/** The receipt's codes in their order, each with its campaign, or why it may not be used. */
export async function presentCoupons(
  reader: CouponReader,
  codes: readonly string[],
  use: Use,
  /** What becomes of it before the receipt asks: what an exchange brings back. */
  before: (coupon: Coupon) => Coupon = (coupon) => coupon,
): Promise<readonly PresentedCoupon[]> {
  const found = await reader.read(codes);
  return codes.map((code) => {
    const coupon = found.get(code);
    return coupon === undefined ? { code } : presented(code, before(coupon), use);
  });
}

function presented(code: string, coupon: Coupon, use: Use): PresentedCoupon {
  const refusal = refusalOf(coupon, use);
  const limits = limitsOf(coupon);
  return {
    code,
    campaign: coupon.campaign,
    ...(coupon.kind !== 'generic' && { row: coupon.code }),
    ...(refusal !== undefined && { refusal }),
    ...(limits.length > 0 && { limits }),
  };
}
