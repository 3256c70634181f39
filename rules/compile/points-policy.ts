/** The `points` section, with its defaults and in units, as the ledger keeps it. */
import type { PointsPolicy, PursePolicy } from '../model/points-policy.ts';
import { pointsDefaults, purseCodes, unitWorthOf } from '../program/defaults.ts';
import { fixedMs } from '../program/durations.ts';
import type { ProgrammeDocument } from '../program/schema.ts';

export function compilePointsPolicy(document: Pick<ProgrammeDocument, 'points' | 'groups'>): PointsPolicy {
  const { points = {} } = document;
  return {
    scale: points.scale ?? pointsDefaults.scale,
    unitWorth: unitWorthOf(points),
    rounding: points.rounding ?? pointsDefaults.rounding,
    redeemAs: points.redeemAs ?? pointsDefaults.redeemAs,
    earnOnRedeemed: points.earnOnRedeemed ?? pointsDefaults.earnOnRedeemed,
    purses: pursesOf(document),
    hold: {
      ttlMs: milliseconds(points.hold?.ttl ?? pointsDefaults.holdTtl),
      maxTtlMs: milliseconds(points.hold?.maxTtl ?? pointsDefaults.holdMaxTtl),
    },
    attachDays: points.attachDays ?? pointsDefaults.attachDays,
    returns: {
      reprice: points.returns?.reprice ?? pointsDefaults.reprice,
      shortfall: points.returns?.shortfall ?? pointsDefaults.shortfall,
      withoutReceipt: points.returns?.withoutReceipt ?? pointsDefaults.withoutReceipt,
      graceMs: milliseconds(points.returns?.grace ?? pointsDefaults.grace),
    },
  };
}

function milliseconds(duration: string): number {
  const ms = fixedMs(duration);
  if (ms === undefined) throw new Error(`the duration ${duration} of a checked programme has no fixed length`);
  return ms;
}

/** Points before stamps. */
function pursesOf(document: Pick<ProgrammeDocument, 'points' | 'groups'>): PursePolicy[] {
  const codes = purseCodes(document);
  return [...codes.points, ...codes.stamps].map((code) => {
    const { expireAfter, spendFirst } = document.points?.purses?.find((purse) => purse.code === code) ?? {};
    return {
      code,
      ...(expireAfter === undefined ? {} : { expireAfter }),
      spendFirst: spendFirst ?? false,
      ...(codes.stamps.has(code) ? { stamps: true as const } : {}),
    };
  });
}
