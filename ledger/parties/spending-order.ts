/** Which points go first: free ones of active lots, purses that spend first, the earliest expiry, the oldest. */
import type { PursePolicy } from '../../rules/model/points-policy.ts';
import type { LotMelt } from './melting.ts';
import type { Lot } from './party.ts';

/** Points out of one lot: what a redemption spent or a hold keeps. */
export interface LotShare {
  readonly lot: number;
  readonly purse: string;
  readonly points: number;
  /** As the lot had it, so that points given back know how long they were to live. */
  readonly expiresAt?: number;
  /** As the lot had it then. */
  readonly melt?: LotMelt;
  /** They are stamps. */
  readonly stamps?: true;
}

const never = Number.POSITIVE_INFINITY;

/** Points of a lot that no hold keeps. */
export function freeOf(lot: Lot): number {
  return lot.remaining - lot.held;
}

export function shareOf({ id, purse, expiresAt, melt }: Lot, points: number): LotShare {
  return { lot: id, purse, points, ...(expiresAt !== undefined && { expiresAt }), ...(melt !== undefined && { melt }) };
}

/** The first `points` of what a hold keeps; all of it where it keeps less. */
export function firstOf(pins: readonly LotShare[], points: number): LotShare[] {
  const shares: LotShare[] = [];
  let left = points;
  for (const pin of pins) {
    const taken = Math.min(left, pin.points);
    if (taken > 0) shares.push({ ...pin, points: taken });
    left -= taken;
  }
  return shares;
}

/** Lots that units can be taken from, of one purse or of all that `spends` says. */
export function inSpendingOrder(
  lots: Iterable<Lot>,
  purse: string | undefined,
  purses: readonly PursePolicy[],
  spends: (purse: string) => boolean,
): readonly Lot[] {
  const first = new Set(purses.filter((policy) => policy.spendFirst).map((policy) => policy.code));
  return [...lots]
    .filter((lot) => lot.activeAt === undefined && freeOf(lot) > 0)
    .filter((lot) => (purse === undefined ? spends(lot.purse) : purse === lot.purse))
    .sort(
      (a, b) =>
        Number(first.has(b.purse)) - Number(first.has(a.purse)) ||
        compare(a.expiresAt ?? never, b.expiresAt ?? never) ||
        a.id - b.id,
    );
}

/** Infinity − Infinity is no number, so expiries are compared, not subtracted. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
