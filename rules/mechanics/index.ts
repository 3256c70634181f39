/** Every mechanic a rule can name under `do`. One more is a file of its own and a line here. */
import { addStamps } from './add-stamps.ts';
import { amountOff } from './amount-off.ts';
import { awardBadge } from './award-badge.ts';
import { earnLadder } from './earn-ladder.ts';
import { earnPerNth } from './earn-per-nth.ts';
import { earnPerSpend } from './earn-per-spend.ts';
import { earnPercent } from './earn-percent.ts';
import { earnPoints } from './earn-points.ts';
import { earnSet } from './earn-set.ts';
import { everyNth } from './every-nth.ts';
import { fixedPrice } from './fixed-price.ts';
import { gift } from './gift.ts';
import { issueCertificate } from './issue-certificate.ts';
import { issueCoupon } from './issue-coupon.ts';
import { ladderOff } from './ladder-off.ts';
import type { Mechanic } from './mechanic.ts';
import { message } from './message.ts';
import { multiply } from './multiply.ts';
import { payFor } from './pay-for.ts';
import { perSpendOff } from './per-spend-off.ts';
import { percentOff } from './percent-off.ts';
import { personalPrice } from './personal-price.ts';
import { redeemLimit } from './redeem-limit.ts';
import { setAttribute } from './set-attribute.ts';
import { setOff } from './set-off.ts';
import { setPrice } from './set-price.ts';

const all: readonly Mechanic[] = [
  percentOff,
  amountOff,
  fixedPrice,
  setPrice,
  setOff,
  payFor,
  everyNth,
  perSpendOff,
  gift,
  ladderOff,
  personalPrice,
  earnPercent,
  earnPoints,
  earnPerSpend,
  earnPerNth,
  earnSet,
  earnLadder,
  multiply,
  redeemLimit,
  message,
  issueCertificate,
  issueCoupon,
  addStamps,
  awardBadge,
  setAttribute,
];

export const mechanics: ReadonlyMap<string, Mechanic> = new Map(all.map((mechanic) => [mechanic.code, mechanic]));
