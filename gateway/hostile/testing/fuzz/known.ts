/** What fields of each name may say to be of the stage: see schema.ts. */
import { maxAmount } from '../../../contract/common.ts';
import type { Stage } from '../stage.ts';
import type { Known } from './schema.ts';

export function knownOf(stage: Stage): Known {
  const { gateway, members } = stage;
  const days = [0, 1, 2].map((ago) => gateway.time(ago * 86_400_000).slice(0, 10));
  const ids = [stage.sold, stage.ofBoris, stage.anonymous, stage.cancelled, stage.returned, stage.halfBack];
  const holds = [stage.hold, stage.holdOfT2, stage.voided];
  return {
    id: [...ids, ...holds, members.anna, members.boris],
    holds,
    member: [members.anna, members.boris],
    card: ['anna', 'boris', 'lost'],
    number: ['sold', 'of-boris', 'held', 'held-2', 'half-back', 'never', 'r1', '1', '2', '3', '4', '5', 'anna', 'lost'],
    phone: Array.from({ length: 30 }, (_, index) => `+7 (916) 000-00-${index + 10}`),
    till: ['t1', 't1', 't2', 't3'],
    store: ['s1', 's2', 's3'],
    businessDay: days,
    businessTime: [0, 1_000, 60_000, 3_600_000].map((ago) => gateway.time(ago)),
    at: [0, 86_400_000].map((ago) => gateway.time(ago)),
    quote: [stage.token, stage.expiredToken, stage.foreignToken],
    channel: ['pos', 'web'],
    mode: ['basket'],
    training: [false],
    line: [1, 1, 2, 3, 4, 5, 6, 7],
    sku: ['tea', 'cake', 'milk'],
    quantity: [1, 2, 0.5, 0.125],
    unitPrice: [0, 1, 100, 19_999, 100.25],
    points: [1, 5, 20, 'max', maxAmount],
    purse: ['bonus', 'promo'],
    ttl: ['PT1M', 'PT30M', 'PT0.05S'],
    code: ['main', 'side', 's1', 's2', 't1', 't4', 'g', 'r', stage.certificate, 'ISSUED-1', 'once', stage.coupon],
    count: [1, 2, 20],
    coupons: ['WELCOME10', stage.coupon, stage.revokedCoupon],
    codes: ['SPRING26', 'Добро 10'],
    campaign: ['once', 'welcome'],
    currency: ['RUB'],
    program: ['main', 'side'],
    programme: ['main', 'side'],
    version: [1, 2, 3],
    timezone: ['UTC', 'Europe/Moscow', 'Asia/Kolkata', 'Pacific/Apia'],
    role: ['till', 'shop', 'marketer'],
    type: ['club', 'survey', 'referral'],
    key: ['k1', 'k2', 'k3'],
    when: [
      'receipt.total >= 100',
      'member.tier == "gold" || counter("spend") > 1',
      'items({"sku": "tea"}).quantity > 1 && distance(1.0, 2.0) < 3.0',
      'receipt.attributes.x in ["a", 1, true] ? true : false',
      'now.getHours() < 25 && !(member.age < 18)',
      '9223372036854775807 + 1 > 0 && 1 / 0 == 1',
      '"x".startsWith("y") || [1, 2].exists(n, n > 1)',
    ],
    percent: [0, 5, 33.33, 100],
    'idempotency-key': ['a', 'b', 'used'],
    limit: [1, 2, 1_000],
    activateAfter: ['P1D', 'PT1H'],
    expireAfter: ['P1D', 'P1Y', 'P1M'],
    maxTtl: ['PT1H'],
    from: [0, 1, 100, '2026-01-01T00:00'],
    to: [100, 1_000, '2027-01-01T00:00'],
  };
}
