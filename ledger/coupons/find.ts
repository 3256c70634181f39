import { texts } from '../arrays.ts';
import type { Queryable } from '../database.ts';
import { withoutNulls } from '../rows.ts';
import { sqlFile } from '../sql.ts';
import type { Coupon } from './coupon.ts';

const readCoupons = sqlFile('ledger/coupons/read-coupons.sql');
const memberCoupons = sqlFile('ledger/coupons/member-coupons.sql');
const revoke = sqlFile('ledger/coupons/revoke-coupon.sql');

/** The codes there are among these, as they are kept. */
export async function findCoupons(database: Queryable, codes: readonly string[]): Promise<ReadonlyMap<string, Coupon>> {
  const { rows } = await database.query<Record<string, unknown>>({ ...readCoupons, values: [texts(codes)] });
  return new Map(rows.map((row) => withoutNulls<Coupon>(row)).map((coupon) => [coupon.code, coupon]));
}

/** A member's codes, the newest first. */
export async function couponsOfMember(database: Queryable, member: string, limit: number): Promise<Coupon[]> {
  const { rows } = await database.query<{ code: string }>({ ...memberCoupons, values: [member, limit] });
  const found = await findCoupons(
    database,
    rows.map(({ code }) => code),
  );
  return rows.flatMap(({ code }) => found.get(code) ?? []);
}

/** False: there is no such code, or it is redeemed or revoked already. */
export async function revokeCoupon(client: Queryable, code: string): Promise<boolean> {
  return (await client.query({ ...revoke, values: [code] })).rows.length > 0;
}
