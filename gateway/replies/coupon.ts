import type { Campaign } from '../../ledger/coupons/campaigns.ts';
import { type Coupon, refusalOf, stateNow, usesOf } from '../../ledger/coupons/coupon.ts';
import type { WireCampaign, WireCoupon } from '../contract/coupon.ts';

export function campaignReply(campaign: Campaign): WireCampaign {
  const { activeFrom, activeTo, perCode, perMember, inTotal, codes, ...plain } = campaign;
  const active = {
    ...(activeFrom !== undefined && { from: activeFrom }),
    ...(activeTo !== undefined && { to: activeTo }),
  };
  const limits = {
    ...(perCode !== undefined && { code: perCode }),
    ...(perMember !== undefined && { member: perMember }),
    ...(inTotal !== undefined && { total: inTotal }),
  };
  return {
    ...plain,
    ...(Object.keys(active).length > 0 && { active }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(plain.kind === 'generic' && { codes: [...codes] }),
  };
}

/** As it is at a moment, epoch ms, for whoever may use it. */
export function couponReply(coupon: Coupon, now: number): WireCoupon {
  const { code, campaign, kind, member, used, hold, receipt, redeemedAt, issuedBy, issuedAt, expiresAt } = coupon;
  const state = stateNow(coupon, now);
  const why = refusalOf(coupon, { at: now, now, holds: [], ...(member !== undefined && { member }) });
  const uses = usesOf(coupon);
  const time = (epochMs: number): string => new Date(epochMs).toISOString();
  return {
    code,
    campaign,
    kind,
    state,
    ...(why !== undefined && { why }),
    ...(member !== undefined && { member }),
    used,
    ...(uses !== undefined && { uses }),
    ...(hold !== undefined && state === 'reserved' && { hold }),
    ...(receipt !== undefined && { receipt }),
    ...(redeemedAt !== undefined && { redeemedAt: time(redeemedAt) }),
    ...(issuedBy !== undefined && { issuedBy }),
    issuedAt: time(issuedAt),
    ...(expiresAt !== undefined && { expiresAt: time(expiresAt) }),
  };
}
