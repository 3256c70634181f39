/** Ids of receipts: UUIDv7 (RFC 9562), whose time finds the month's partition. */
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesEach = 16;
/** Asked for at once: a request to the system for each id's own costs ten times as much as the id. */
const pool = new Uint8Array(256 * bytesEach);
let at = pool.length;

export function newReceiptId(): string {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const random = pool.subarray(at, at + bytesEach);
  at += bytesEach;
  return v7({ random });
}
