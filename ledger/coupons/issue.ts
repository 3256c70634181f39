/**
 * Coupons that rules give: made with the transaction of the receipt or occasion that brings them, under codes that follow
 * from it, so that a commit that is tried again makes the same ones.
 */
import type { Reward } from '../../rules/model/evaluation.ts';
import type { CampaignKind, NewCoupon } from './coupon.ts';
import { expiryOf } from './expiry.ts';

/** What issuing a code asks of its campaign. */
export interface IssuingCampaign {
  readonly code: string;
  readonly kind: CampaignKind;
  readonly state: 'active' | 'paused' | 'closed';
  /** Epoch ms. */
  readonly activeTo?: number;
  /** ISO 8601 duration. */
  readonly expireAfter?: string;
}

/** The receipt or occasion that brings them, and whom to. */
export interface Occasioned {
  readonly id: string;
  readonly member: string;
  /** The moment of business, epoch ms: what a code lives for is counted from it. */
  readonly at: number;
  readonly timezone: string;
}

interface Means {
  readonly campaign: (code: string) => Promise<IssuingCampaign | undefined>;
  /** An unguessable code that follows from these. */
  readonly couponCode: (id: string, rule: string, place: number) => string;
}

export interface Issued {
  readonly coupons: readonly NewCoupon[];
  /** What could not be issued, and why: somebody is to look at the programme. */
  readonly failed: readonly { readonly rule: string; readonly campaign: string; readonly reason: string }[];
}

/** The coupons among `rewards`. What cannot be issued is no reason to refuse a receipt. */
export async function issueCoupons(
  rewards: readonly Reward[],
  { id, member, at, timezone }: Occasioned,
  { campaign: find, couponCode }: Means,
): Promise<Issued> {
  const coupons: NewCoupon[] = [];
  const failed: { rule: string; campaign: string; reason: string }[] = [];
  for (const [place, reward] of rewards.entries()) {
    if (reward.kind !== 'coupon') continue;
    const { rule, campaign: code } = reward;
    const campaign = await find(code);
    const reason = whyNot(campaign, at);
    if (campaign === undefined || reason !== undefined) {
      failed.push({ rule, campaign: code, reason: reason ?? 'there is no such campaign' });
      continue;
    }
    const expiresAt = earlier(expiryOf(at, campaign.expireAfter, timezone), campaign.activeTo);
    coupons.push({
      code: couponCode(id, rule, place),
      campaign: code,
      member,
      rule,
      issuedBy: id,
      issuedAt: at,
      ...(expiresAt !== undefined && { expiresAt }),
    });
  }
  return { coupons, failed };
}

function whyNot(campaign: IssuingCampaign | undefined, at: number): string | undefined {
  if (campaign === undefined) return 'there is no such campaign';
  if (campaign.kind === 'generic') return 'its codes are for everybody: it issues none';
  if (campaign.state === 'closed') return 'the campaign is closed';
  return campaign.activeTo !== undefined && campaign.activeTo <= at ? 'the campaign is over' : undefined;
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
