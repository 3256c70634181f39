import type { Coupon } from '../../../ledger/coupons/coupon.ts';
import { couponsOfMember, revokeCoupon as markRevoked } from '../../../ledger/coupons/find.ts';
import type { Queryable } from '../../../ledger/database.ts';
import type { RequestKey } from '../../../ledger/keys/request-keys.ts';
import { findMember } from '../../../ledger/members/member.ts';
import type { WireCoupon } from '../../contract/coupon.ts';
import { refuse } from '../../contract/errors.ts';
import { pageSize } from '../../contract/paging.ts';
import type { Parts } from '../../parts.ts';
import { couponReply } from '../../replies/coupon.ts';
import { createCouponReader } from '../receipt/coupons.ts';
import { type WriteParts, type Written, writeOnce } from '../write-once.ts';

/** A code however it is written. Refuses coupon_not_found. */
export async function showCoupon(database: Queryable, code: string, now: number): Promise<WireCoupon> {
  return couponReply(await couponOf(database, code), now);
}

/** For good. Refuses coupon_not_found, and coupon_not_revocable for one that was redeemed; what is revoked stays so. */
export function revokeCoupon(
  parts: WriteParts & Pick<Parts, 'now'>,
  key: RequestKey | undefined,
  code: string,
): Promise<Written> {
  return writeOnce<WireCoupon>(parts, key, async (client) => {
    const before = await couponOf(client, code);
    const done = await markRevoked(client, before.code);
    const coupon = done ? await couponOf(client, code) : before;
    if (!done && coupon.state !== 'revoked') {
      refuse('coupon_not_revocable', `Coupon ${coupon.code} was redeemed; cancel the receipt, or return its goods.`);
    }
    return { status: 200, body: couponReply(coupon, parts.now()) };
  });
}

/** The newest first. Refuses member_not_found. */
export async function listMemberCoupons(
  database: Queryable,
  member: string,
  now: number,
  limit = pageSize,
): Promise<{ coupons: WireCoupon[] }> {
  if ((await findMember(database, member)) === undefined) refuse('member_not_found', 'No member has this id.');
  const coupons = await couponsOfMember(database, member, limit);
  return { coupons: coupons.map((coupon) => couponReply(coupon, now)) };
}

async function couponOf(database: Queryable, code: string): Promise<Coupon> {
  const found = await createCouponReader(database).read([code]);
  return found.get(code) ?? refuse('coupon_not_found', `There is no coupon ${code}.`);
}
