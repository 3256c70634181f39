/** When the points of a rule become spendable and when they expire: from the moment of business, in the store's time. */
import type { CompiledRule } from '../compile/compiled.ts';
import type { Melt } from '../model/evaluation.ts';
import type { PointsPolicy } from '../model/points-policy.ts';
import type { Receipt } from '../model/receipt.ts';
import { addDuration, momentOf } from './calendar.ts';

export interface LotTerms {
  readonly purse: string;
  /** Epoch ms; undefined: at once. */
  readonly activeAt: number | undefined;
  /** Epoch ms; undefined: never. */
  readonly expiresAt: number | undefined;
  readonly melt: Melt | undefined;
}

/** A rule's lot, its purse's own expiry where it says nothing; expiry is counted from activation. */
export function lotTerms(rule: CompiledRule, policy: PointsPolicy, receipt: Receipt): LotTerms {
  const { lot } = rule;
  const purse = lot?.purse ?? policy.purses[0]?.code;
  if (purse === undefined) throw new Error(`rule ${rule.code} gives points, and the programme has no purse`);
  const { timezone } = receipt.store;
  const activateAfter = lot?.activateAfter;
  const start = receipt.businessTime;
  const activeAt = activateAfter === undefined ? start : addDuration(start, activateAfter, timezone);
  const expireAfter = lot?.expireAfter ?? expiryOf(purse, policy);
  const expiresAt =
    lot?.expireAt !== undefined
      ? momentOf(lot.expireAt, timezone)
      : expireAfter === undefined
        ? undefined
        : addDuration(activeAt, expireAfter, timezone);
  return { purse, activeAt: activeAt > start ? activeAt : undefined, expiresAt, melt: lot?.melt };
}

function expiryOf(purse: string, { purses }: PointsPolicy): string | undefined {
  for (const { code, expireAfter } of purses) if (code === purse) return expireAfter;
  return undefined;
}
