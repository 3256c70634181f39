/** The coupons that a hold is asked to reserve. */
import { refusalOf, type Use } from '../../../ledger/coupons/coupon.ts';
import type { HoldRow } from '../../../ledger/holds/hold.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';

/**
 * Codes of rows to be locked. Of a generic code there is no end, so that nothing of it is reserved. Refuses coupon_refused
 * with the reason, at the code's own place.
 */
export async function codesToReserve(
  { coupons: reader }: Pick<Parts, 'coupons'>,
  codes: readonly string[],
  use: Use,
): Promise<string[]> {
  const found = await reader.read(codes);
  const reserved = new Set<string>();
  for (const [index, code] of codes.entries()) {
    const coupon = found.get(code);
    const twice = coupon !== undefined && reserved.has(coupon.code) ? 'sent twice' : undefined;
    const refusal = coupon === undefined ? 'unknown coupon' : (twice ?? refusalOf(coupon, use));
    if (coupon === undefined || refusal !== undefined) {
      const message = `coupon ${code}: ${refusal}`;
      refuse('coupon_refused', message, { errors: [{ path: `/coupons/${index}`, message }] });
    }
    if (coupon.kind !== 'generic') reserved.add(coupon.code);
  }
  return [...reserved];
}

/** Whether a hold that was made is the one asked for: it reserves what is named and can be reserved, and nothing else. */
export async function asksForCoupons(
  { coupons: reader }: Pick<Parts, 'coupons'>,
  codes: readonly string[] = [],
  { coupons = [] }: HoldRow,
): Promise<boolean> {
  const named = [...(await reader.read(codes)).values()]
    .filter(({ kind }) => kind !== 'generic')
    .map(({ code }) => code);
  return JSON.stringify(named.toSorted()) === JSON.stringify(coupons.toSorted());
}
