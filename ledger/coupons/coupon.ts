/**
 * A coupon's code.
 *
 *     issued ──a hold reserves it──▶ reserved ──a receipt with the hold──▶ redeemed
 *       │  ▲                            │                                     │
 *       │  └──voided, lapsed, not used──┘                                     │
 *       ├──a receipt uses it────────────────────────────────────────────────▶─┤
 *       │  ▲                                                                  │
 *       │  └──the receipt is cancelled, or all of its goods come back─────────┤
 *       │                                                                     │
 *       ├──the receipt that brought it is undone──▶ revoked ◀──…, and the use comes back
 *       ├──its time is over──▶ expired       by the clock in any answer; the sweeper marks it a day later
 *       └──revoke──▶ revoked, for good       from reserved and expired as well
 *
 * Where a code may be used several times it stays issued until it was. Codes of generic campaigns are rows too, but no
 * receipt changes them: their uses are counted as budgets.
 */
import type { LimitUse } from '../../rules/model/evaluation.ts';

export type CampaignKind = 'generic' | 'unique' | 'personal';
export type CouponState = 'issued' | 'reserved' | 'redeemed' | 'expired' | 'revoked';

/** A code with what its campaign says of it. Times are epoch ms. */
export interface Coupon {
  readonly code: string;
  readonly campaign: string;
  readonly kind: CampaignKind;
  readonly campaignState: 'active' | 'paused' | 'closed';
  readonly activeFrom?: number;
  readonly activeTo?: number;
  readonly perCode?: number;
  readonly perMember?: number;
  readonly inTotal?: number;
  readonly member?: string;
  readonly state: CouponState;
  readonly used: number;
  readonly hold?: string;
  readonly holdUntil?: number;
  readonly receipt?: string;
  readonly redeemedAt?: number;
  readonly issuedBy?: string;
  /** What brought it was undone after it had been used. Absent where nobody asks. */
  readonly withdrawn?: boolean;
  readonly issuedAt: number;
  readonly expiresAt?: number;
}

/** A code that a receipt or an occasion brings its member. Times are epoch ms. */
export interface NewCoupon {
  readonly code: string;
  readonly campaign: string;
  readonly member: string;
  readonly rule: string;
  /** The receipt or occasion. */
  readonly issuedBy: string;
  readonly issuedAt: number;
  readonly expiresAt?: number;
}

/** Who wants to use a code, and when. */
export interface Use {
  /** The moment of business, epoch ms: windows and expiries are asked at it. */
  readonly at: number;
  /** The clock, epoch ms: whether a hold has lapsed. */
  readonly now: number;
  readonly member?: string;
  /** The receipt's own. */
  readonly holds: readonly string[];
}

/** How often a code may be used; undefined: as often as one likes, or as its budget says. */
export function usesOf({ kind, perCode }: Coupon): number | undefined {
  return kind === 'generic' ? undefined : (perCode ?? 1);
}

/** Why it may not be used, in words; undefined: it may. */
export function refusalOf(coupon: Coupon, { at, now, member, holds }: Use): string | undefined {
  const { campaignState, activeFrom, activeTo, state, used, hold, holdUntil, expiresAt, redeemedAt } = coupon;
  if (state === 'revoked') return 'revoked';
  if (campaignState !== 'active') return `its campaign is ${campaignState}`;
  if (activeFrom !== undefined && at < activeFrom) return `not active before ${inWords(activeFrom)}`;
  const uses = usesOf(coupon);
  if (uses !== undefined && used >= uses) {
    const when = redeemedAt === undefined ? '' : ` at ${inWords(redeemedAt)}`;
    return uses === 1 ? `redeemed before${when}` : `redeemed ${uses} times, the last${when}`;
  }
  const ours = state === 'reserved' && hold !== undefined && holds.includes(hold);
  // What is reserved in time is used in time, however long the customer takes to pay.
  if (!ours && activeTo !== undefined && at >= activeTo) return `expired: its campaign ended at ${inWords(activeTo)}`;
  if (!ours && expiresAt !== undefined && at >= expiresAt) return `expired at ${inWords(expiresAt)}`;
  if (state === 'reserved' && !ours && (holdUntil ?? 0) > now) return 'reserved by another receipt';
  if (coupon.kind !== 'personal' && coupon.perMember === undefined) return undefined;
  if (member === undefined) return 'needs a member, and none is known';
  return coupon.kind === 'personal' && coupon.member !== member ? "another member's" : undefined;
}

/** Limits beside the code's own row: of a generic code, of a member, of the campaign. */
export function limitsOf(coupon: Coupon): Omit<LimitUse, 'rule' | 'used'>[] {
  const { code, campaign, kind, perCode, perMember, inTotal } = coupon;
  const limits: Omit<LimitUse, 'rule' | 'used'>[] = [];
  const add = (by: string, scope: LimitUse['scope'], cap: number | undefined): void => {
    if (cap !== undefined) limits.push({ key: `coupon/${campaign}/${by}`, scope, unit: 'times', cap });
  };
  if (kind === 'generic') add(`code/${code}`, 'rule', perCode);
  add('member', 'member', perMember);
  add('total', 'rule', inTotal);
  return limits;
}

/** As it is now, whatever nobody has written down yet: lapsed, or over. */
export function stateNow({ state, holdUntil, expiresAt }: Coupon, now: number): CouponState {
  const standing = state === 'reserved' && (holdUntil ?? 0) <= now ? 'issued' : state;
  if (standing !== 'issued' && standing !== 'expired') return standing;
  return expiresAt !== undefined && now >= expiresAt ? 'expired' : 'issued';
}

/** A receipt has used it. */
export function redeemed(coupon: Coupon, receipt: string, now: number): Coupon {
  const used = coupon.used + 1;
  const state = used >= (usesOf(coupon) ?? Number.POSITIVE_INFINITY) ? 'redeemed' : 'issued';
  return { ...letGo(coupon), state, used, receipt, redeemedAt: now };
}

/** The receipt that used it is as if it had never been. */
export function givenBack(coupon: Coupon, receipt: string): Coupon {
  const { receipt: last, redeemedAt, ...rest } = coupon;
  const state = coupon.state === 'redeemed' ? 'issued' : coupon.state;
  const another = last !== undefined && last !== receipt ? { receipt: last } : {};
  const when = redeemedAt !== undefined && last !== receipt ? { redeemedAt } : {};
  const used = Math.max(0, coupon.used - 1);
  const back: Coupon = { ...rest, ...another, ...when, state, used };
  return used === 0 && coupon.withdrawn === true ? revoked(back) : back;
}

/** The receipt or occasion that brought it is undone: what has been used of it has been. */
export function takenBack(coupon: Coupon): Coupon {
  return coupon.used === 0 ? revoked(coupon) : { ...coupon, withdrawn: true };
}

/** Its hold is over, or has other things to keep. */
export function letGo(coupon: Coupon): Coupon {
  const { hold: _, holdUntil: __, ...rest } = coupon;
  return { ...rest, state: coupon.state === 'reserved' ? 'issued' : coupon.state };
}

export function reserved(coupon: Coupon, hold: string, until: number): Coupon {
  return { ...coupon, state: 'reserved', hold, holdUntil: until };
}

export function revoked(coupon: Coupon): Coupon {
  return { ...letGo(coupon), state: 'revoked' };
}

function inWords(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16)}Z`;
}
