import { byteas, dates, texts, uuids } from '../arrays.ts';
import type { ReceiptKey } from './commands.ts';
import type { Claim } from './needs.ts';

/** Till, business day, number and kind, as the statements about receipt keys take them. */
export function keyColumns(keys: readonly ReceiptKey[]): Buffer[] {
  return [
    texts(keys.map((key) => key.till)),
    dates(keys.map((key) => key.businessDay)),
    texts(keys.map((key) => key.number)),
    texts(keys.map((key) => key.kind)),
  ];
}

/** And with them fingerprint and receipt. */
export function claimColumns(claims: readonly Claim[]): Buffer[] {
  return [
    ...keyColumns(claims),
    byteas(claims.map((claim) => claim.fingerprint)),
    uuids(claims.map((claim) => claim.receipt)),
  ];
}
