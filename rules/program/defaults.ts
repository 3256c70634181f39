/** What the sections `program` and `points` mean where they are silent. */
import type { PointsSection } from './schema/points.ts';
import type { ProgrammeDocument } from './schema.ts';

/** XXX is ISO 4217's "no currency". */
export const programDefaults = { currency: 'XXX', minorUnits: 2, timezone: 'UTC', cashRounding: 1 } as const;

export const pointsDefaults = {
  scale: 0,
  worth: 100,
  rounding: 'floor',
  earnOnRedeemed: false,
  redeemAs: 'discount',
  purse: 'bonus',
  holdTtl: 'PT15M',
  holdMaxTtl: 'P7D',
  attachDays: 0,
  reprice: 'asPaid',
  shortfall: 'debt',
  withoutReceipt: 'refuse',
  grace: 'P30D',
} as const;

/** Codes of the purses of stamps, which are those that rules put stamps into, and of points, of which there is always one. */
export function purseCodes(document: Pick<ProgrammeDocument, 'points' | 'groups'>): {
  readonly points: readonly [string, ...string[]];
  readonly stamps: ReadonlySet<string>;
} {
  const stamps = new Set<string>();
  for (const { rules = [] } of document.groups ?? []) {
    for (const { do: action } of rules) {
      const purse = action.add_stamps?.purse;
      if (typeof purse === 'string') stamps.add(purse);
    }
  }
  const [first, ...rest] = (document.points?.purses ?? []).map(({ code }) => code).filter((code) => !stamps.has(code));
  return { points: first === undefined ? [pointsDefaults.purse] : [first, ...rest], stamps };
}

/** Minor units that one unit of the point pays; whole and at least 1 in a document that has been checked. */
export function unitWorthOf(points: PointsSection | undefined): number {
  return (points?.worth ?? pointsDefaults.worth) / 10 ** (points?.scale ?? pointsDefaults.scale);
}
