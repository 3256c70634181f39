import type { Gate } from './gate.ts';

/** coupon: the receipt brought a code of the campaign that may be used. */
export function couponGate(campaign: string): Gate {
  return {
    pass: ({ coupons }) => coupons?.usable(campaign) !== undefined,
    explain: ({ coupons }) => coupons?.missing(campaign) ?? `no coupon of ${campaign}`,
  };
}
