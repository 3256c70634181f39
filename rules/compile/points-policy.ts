/** The `points` section, with its defaults and in units, as the ledger keeps it. */
import type { PointsPolicy } from '../model/points-policy.ts';
import { pointsDefaults, unitWorthOf } from '../program/defaults.ts';
import { fixedMs } from '../program/durations.ts';
import type { PointsSection } from '../program/schema/points.ts';

export function compilePointsPolicy(points: PointsSection = {}): PointsPolicy {
  const purses = points.purses ?? [{ code: pointsDefaults.purse }];
  return {
    scale: points.scale ?? pointsDefaults.scale,
    unitWorth: unitWorthOf(points),
    rounding: points.rounding ?? pointsDefaults.rounding,
    redeemAs: points.redeemAs ?? pointsDefaults.redeemAs,
    earnOnRedeemed: points.earnOnRedeemed ?? pointsDefaults.earnOnRedeemed,
    purses: purses.map(({ code, expireAfter, spendFirst }) => ({
      code,
      ...(expireAfter === undefined ? {} : { expireAfter }),
      spendFirst: spendFirst ?? false,
    })),
    hold: {
      ttlMs: milliseconds(points.hold?.ttl ?? pointsDefaults.holdTtl),
      maxTtlMs: milliseconds(points.hold?.maxTtl ?? pointsDefaults.holdMaxTtl),
    },
    attachDays: points.attachDays ?? pointsDefaults.attachDays,
    returns: {
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
