/**
 * What makes two receipts of one number the same receipt: member, lines, tenders, coupons and what they bring back; not
 * the quote, holds or charge they come with, nor JSON's or MessagePack's way of writing them.
 */
import { createHash } from 'node:crypto';

/** SHA-256 over values whose keys stand in a fixed order already (decode.ts). */
export function fingerprintOf(...parts: readonly unknown[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(parts, (_, value: unknown) => (value === undefined ? null : value)))
    .digest();
}
