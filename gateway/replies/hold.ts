import type { FoundHold } from '../../ledger/holds/read.ts';
import type { WireHold } from '../contract/hold.ts';

export function holdReply(hold: FoundHold): WireHold {
  const byPurse = new Map<string, number>();
  for (const { purse, points } of hold.pins) byPurse.set(purse, (byPurse.get(purse) ?? 0) + points);
  return {
    id: hold.id,
    state: hold.state,
    till: hold.till,
    businessDay: hold.businessDay,
    number: hold.number,
    ...(hold.member !== undefined && { member: hold.member }),
    redeem: [...byPurse].map(([purse, points]) => ({ purse, points })),
    ...((hold.coupons?.length ?? 0) > 0 && { coupons: [...(hold.coupons ?? [])] }),
    points: hold.points,
    posted: hold.posted,
    amount: hold.amount,
    ...(hold.certificate !== undefined && {
      certificates: [
        {
          code: hold.certificate,
          amount: hold.certificateAmount,
          posted: hold.certificatePosted,
          balance: hold.certificateBalance ?? 0,
        },
      ],
    }),
    createdAt: new Date(hold.createdAt).toISOString(),
    expiresAt: new Date(hold.expiresAt).toISOString(),
    maxUntil: new Date(hold.maxUntil).toISOString(),
    ...(hold.receipt !== undefined && { receipt: hold.receipt }),
  };
}
