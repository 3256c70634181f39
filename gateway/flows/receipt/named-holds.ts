/** The holds that a receipt or its quote names: their points are what it redeems. */
import type { HoldRow } from '../../../ledger/holds/hold.ts';
import { readHolds } from '../../../ledger/holds/read.ts';
import type { Receipt } from '../../../rules/model/receipt.ts';
import { refuse } from '../../contract/errors.ts';
import type { Parts } from '../../parts.ts';
import { keysOf } from './coupons.ts';
import { refuseWithoutMember } from './points-asked.ts';

export const noHolds: readonly HoldRow[] = [];

/** Of what a body may name; most name nothing, and it need not be looked up. */
export function hasNone(named: readonly unknown[] | undefined): named is undefined {
  return named === undefined || named.length === 0;
}

/** Refuses hold_not_found, member_required for points of nobody, and invalid_request where points are asked for beside those of the holds. */
export async function namedHolds(
  { database }: Pick<Parts, 'database'>,
  body: { readonly holds?: readonly string[]; readonly redeem?: unknown },
  member: unknown,
): Promise<readonly HoldRow[]> {
  // A UUID is the same in capitals.
  const ids = (body.holds ?? []).map((id) => id.toLowerCase());
  if (ids.length === 0) return [];
  if (body.redeem !== undefined) {
    refuse('invalid_request', 'redeem: with holds, what is redeemed is their sum', {
      errors: [{ path: '/redeem', message: 'must be absent with holds' }],
    });
  }
  const holds = await readHolds(database, ids);
  const known = new Set(holds.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0) {
    refuse('hold_not_found', `there is no hold ${ids[missing]}`, {
      errors: [{ path: `/holds/${missing}`, message: 'is not there' }],
    });
  }
  if (member === undefined && holds.some(({ points }) => points > 0)) refuseWithoutMember('/holds');
  return holds;
}

/** The receipt asking for what its holds keep: points by purse, in the order pinned, and coupons that it does not name itself. */
export function withHolds(receipt: Receipt, holds: readonly HoldRow[]): Receipt {
  if (holds.length === 0) return receipt;
  const byPurse = new Map<string, number>();
  for (const { pins } of holds) {
    for (const { purse, points } of pins) byPurse.set(purse, (byPurse.get(purse) ?? 0) + points);
  }
  const named = new Set(receipt.coupons.flatMap(keysOf));
  const kept = holds.flatMap(({ coupons = [] }) => coupons).filter((code) => !named.has(code));
  return {
    ...receipt,
    coupons: [...receipt.coupons, ...kept],
    redeem: [...byPurse].map(([purse, points]) => ({ purse, points })),
  };
}
