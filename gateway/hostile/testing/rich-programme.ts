/**
 * A programme with something of everything that a programme may say, and with values at its bounds: what is evaluated
 * under it, and told of it, has every part that a reply may have.
 */

export interface Terms {
  /** How points are counted, and what they are worth. */
  readonly points: string;
  readonly returns: string;
  /** Of the head: the code, and what cash is rounded to. */
  readonly head: string;
}

/** Points of a rouble; what comes back is paid as it was, and what cannot be taken back is owed. */
export const asPaid: Terms = {
  head: 'code: main, cashRounding: 50',
  points: 'worth: 100, rounding: floor, redeemAs: discount',
  returns: 'reprice: asPaid, shortfall: debt, withoutReceipt: allow, grace: P7D',
};

/** A point has three decimals, and its thousandth is worth a kopeck; what is left is priced again, and money is kept for points. */
export const remaining: Terms = {
  head: 'code: main, cashRounding: 50',
  points: 'worth: 1000, scale: 3, rounding: half-up, earnOnRedeemed: true, redeemAs: discount',
  returns: 'reprice: remaining, shortfall: withhold, withoutReceipt: allow',
};

/** A point is worth a million; it is a means of payment, and what is short is forgiven. */
export const tender: Terms = {
  head: 'code: side, cashRounding: 1000000',
  points: 'worth: 100000000, scale: 6, rounding: ceil, earnOnRedeemed: true, redeemAs: tender',
  returns: 'reprice: remaining, shortfall: forgive, withoutReceipt: allow',
};

export function richProgramme({ head, points, returns }: Terms): string {
  return `
program: { ${head}, title: Of everything, currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points:
  { ${points},
    purses: [{ code: bonus, expireAfter: P1Y }, { code: promo, expireAfter: P30D, spendFirst: true }, { code: summer }],
    hold: { ttl: PT15M, maxTtl: P7D }, attachDays: 14, returns: { ${returns} } }
counters:
  - { code: spend-year, of: net, window: P1Y }
  - { code: gross-month, of: gross, window: month }
  - { code: visits-month, of: receipts, window: month }
  - { code: tea-90, of: quantity, items: { sku: [tea] }, window: P90D }
  - { code: points-year, of: points, window: year }
  - { code: today, of: net, window: day }
tiers:
  by: spend-year
  levels:
    - { code: base, from: 0 }
    - { code: silver, from: 100000, keep: P6M }
    - { code: gold, from: 5000000, keep: P1Y }
    - { code: platinum, from: 900000000000 }
lists: { season: [tea, mug, kettle], empty: [] }
groups:
  - code: fixed
    type: price
    mode: best
    rules:
      - { code: price-0, items: { sku: [delivery] }, do: { fixed_price: { price: 0 } } }
      - { code: own, title: Your own price, do: { personal_price: { list: february } } }
      - { code: knife, title: A knife for stamps, items: { sku: [knife] }, cost: { purse: stamps, count: 2 }, do: { fixed_price: { price: 9900 } } }
      - { code: points-knife, items: { sku: [knife] }, cost: { purse: summer, count: 1 }, do: { amount_off: { amount: 1, per: unit } } }
      - { code: crowns, cost: { purse: stamps, count: 900000000000 }, do: { percent_off: { percent: 100 } } }
  - code: shelf
    title: The best for the line
    type: price
    mode: best
    scope: line
    base: initial
    rules:
      - { code: tea-10, title: A tenth off tea, items: { sku: [tea] }, do: { percent_off: { percent: 10, maxAmount: 50000, round: receipt } } }
      - { code: hundredth, items: { category: [food] }, do: { percent_off: { percent: 0.01 } } }
      - { code: pair, items: { brand: [x], not: { sku: [cake] } }, limits: [{ by: member, amount: 1000, per: day }, { by: rule, amount: 5000000, per: total }], do: { amount_off: { amount: 333, per: unit } } }
      - { code: cheapest, items: { attributes: { organic: [true] } }, take: { order: cheapest, count: 2 }, do: { percent_off: { percent: 33.33 } } }
      - { code: dearest, items: { price: { from: 100000 } }, take: { order: dearest, count: 1 }, do: { amount_off: { amount: 900000000000, per: line } } , coupon: once }
      - { code: favourites, items: { favourites: [sku, category, brand] }, do: { percent_off: { percent: 15 } } }
  - code: bundles
    title: Of several
    type: price
    mode: stack
    stage: 10
    rules:
      - { code: milk, title: Three for two, items: { sku: [milk] }, do: { pay_for: { take: 3, pay: 2 } } }
      - { code: set, items: { list: [season] }, do: { set_price: { set: [{ items: { sku: [tea] } }, { items: { sku: [mug] }, quantity: 2 }], price: 12999 } } }
      - { code: set-15, do: { set_off: { set: [{ items: { sku: [cake] } }, { items: { sku: [coffee] } }], percent: 15 } } }
      - { code: set-amount, do: { set_off: { set: [{ items: { list: [uploaded] } }, { items: { category: [drinks] } }], amount: 100 } } }
      - { code: mug, title: A mug with two coffees, do: { gift: { buy: { items: { sku: [coffee] }, quantity: 2 }, get: { items: { sku: [mug] } }, percent: 100 } } }
      - { code: fourth, items: { sku: [bread] }, do: { every_nth: { n: 4, percent: 100, of: unit, pick: cheapest } } }
      - { code: third-line, do: { every_nth: { n: 3, amount: 200, of: line } } }
  - code: whole
    type: price
    mode: priority
    scope: receipt
    stage: 20
    when: 'receipt.total >= 100'
    rules:
      - { code: welcome-10, priority: 5, title: A tenth by coupon, coupon: welcome, do: { percent_off: { percent: 10 } } }
      - { code: unique-20, priority: 6, coupon: once, do: { amount_off: { amount: 20000, per: receipt } } }
      - { code: personal-30, priority: 7, coupon: yours, exclusive: true, do: { percent_off: { percent: 30, round: receipt } } }
      - { code: gold-5, tiers: [gold, platinum], do: { percent_off: { percent: 5 } } }
      - { code: ladder, title: The more the cheaper, do: { ladder_off: { by: 'counter("spend-year") + receipt.total', steps: [{ from: 0, percent: 0.5 }, { from: 1000000, percent: 3 }, { from: 900000000000, percent: 99.99 }] } } }
  - code: extra
    type: price
    stage: 30
    rules:
      - { code: bank, tenders: [{ type: card, attributes: { bank: partner }, share: true }], do: { percent_off: { percent: 10 } } }
      - { code: each-1000, do: { per_spend_off: { each: 100000, percent: 1, maxPercent: 5 } } }
      - { code: each-500, segments: [parents], do: { per_spend_off: { each: 50000, amount: 77 } } }
      - { code: night, schedule: [{ days: [mon, tue, wed, thu, fri, sat, sun], hours: ["22:00-02:00", "02:00-12:00"] }, { monthDays: [-1] }], do: { amount_off: { amount: 1, per: line } } }
      - { code: near, when: 'distance(55.75, 37.61) < 5.0 || receipt.attributes.utm == "spring"', do: { amount_off: { amount: 5, per: receipt } } }
      - { code: employee, cards: [employee], limits: [{ by: member, amount: 100000, per: month }], do: { percent_off: { percent: 20 } } }
      - { code: returning, when: 'member.daysSinceLastPurchase > 30 || member.purchases == 0', do: { percent_off: { percent: 1 } } }
      - { code: friends, when: 'activity("referral").count >= 1 || activity("survey").last.score >= 8', do: { amount_off: { amount: 100, per: receipt } } }
      - { code: centre, stores: ["region:centre"], channels: [pos, web], active: { from: 2020-01-01T00:00, to: 2090-01-01T00:00 }, when: 'items({sku: "tea"}).quantity > 2.0', do: { amount_off: { amount: 3, per: receipt } } }
  - code: pay
    type: redemption
    mode: stack
    rules:
      - { code: half, items: { not: { sku: [milk] } }, do: { redeem_limit: { percent: 50 } } }
      - { code: all-milk, items: { sku: [milk] }, do: { redeem_limit: { percent: 99.99, minNet: 1 } } }
  - code: earn
    type: points
    mode: stack
    rules:
      - { code: tenth, title: A tenth back, do: { earn_percent: { percent: 10 } } }
      - { code: web, channels: [web], do: { earn_percent: { percent: 1, lot: { purse: promo } } } }
      - { code: late, items: { sku: [cake] }, do: { earn_percent: { percent: 2, lot: { activateAfter: P14D, expireAfter: P1Y } } } }
      - { code: ice, items: { sku: [tea, coffee] }, do: { earn_percent: { percent: 5, lot: { purse: summer, melt: { every: P7D, percent: 10 } } } } }
      - { code: quick, items: { sku: [bread] }, do: { earn_points: { points: 50, per: unit, lot: { purse: summer, activateAfter: PT1H, melt: { every: PT1H, percent: 99.99 }, expireAt: 2090-09-01T00:00 } } } }
      - { code: each-100, do: { earn_per_spend: { each: 10000, points: 3 } }, limits: [{ by: member, points: 4000, per: day }] }
      - { code: campaign, do: { earn_percent: { percent: 1 } }, limits: [{ by: rule, points: 100000, per: total }, { by: member, times: 50, per: quarter }] }
      - { code: nth-unit, items: { sku: [milk] }, do: { earn_per_nth: { n: 3, points: 2, of: unit } } }
      - { code: nth-line, do: { earn_per_nth: { n: 2, points: 1, of: line } } }
      - { code: both, do: { earn_set: { set: [{ items: { sku: [tea] } }, { items: { sku: [cake] } }], points: 7 } } }
      - { code: last-month, do: { earn_ladder: { by: 'counter("visits-month") + counter("gross-month", -1)', steps: [{ from: 1, points: 5 }, { from: 100, percent: 100 }] } } }
      - { code: bought, title: Points that are bought, items: { sku: [points-1000] }, do: { earn_points: { points: 1000, per: unit } } }
      - { code: much, items: { sku: [jackpot] }, do: { earn_points: { points: 900000000000, per: receipt } } }
      - { code: thanks, to: referrer, limits: [{ by: member, times: 1000, per: year }], do: { earn_percent: { percent: 3, lot: { purse: promo, expireAfter: P10D } } } }
      - { code: born, on: birthday, do: { earn_points: { points: 100, per: receipt } } }
      - { code: joined, on: registration, do: { earn_points: { points: 300, per: receipt, lot: { purse: promo } } } }
      - { code: friend, on: 'activity:referral', do: { earn_points: { points: 200, per: receipt } } }
      - { code: referrer, on: 'activity:referral', to: referrer, do: { earn_points: { points: 300, per: receipt } } }
      - { code: survey, on: 'activity:survey', limits: [{ by: member, times: 3, per: day }], do: { earn_points: { points: 5, per: receipt, lot: { purse: summer, expireAfter: P1M, melt: { every: P1D, percent: 50 }, activateAfter: PT1M } } } }
      - { code: rebate, on: 'period:month', do: { earn_ladder: { by: 'counter("gross-month", -1)', steps: [{ from: 1, percent: 2 }] } } }
      - { code: promoted, on: tier, do: { earn_points: { points: 77, per: receipt } } }
  - code: times
    type: points
    mode: best
    stage: 10
    rules:
      - { code: birthday, when: member.isBirthday, do: { multiply: { factor: 10 } } }
      - { code: tripled, tiers: [gold], do: { multiply: { factor: 3.33, rules: [tenth] } } }
      - { code: thousandfold, cards: [platinum], do: { multiply: { factor: 1000 } } }
  - code: rewards
    type: reward
    rules:
      - { code: sticker, do: { add_stamps: { purse: stamps, count: 1, per: spend, each: 50000 } } }
      - { code: sticker-tea, items: { sku: [tea] }, do: { add_stamps: { purse: stars, count: 100000, per: unit } } }
      - { code: next, when: 'receipt.total >= 50000', do: { issue_coupon: { campaign: once } } }
      - { code: yours, channels: [web], do: { issue_coupon: { campaign: yours } } }
      - { code: nowhere, channels: [app], do: { issue_coupon: { campaign: no-such } } }
      - { code: gift, when: 'receipt.total >= 200000', limits: [{ by: rule, times: 500, per: total }], do: { issue_certificate: { amount: 50000, expireAfter: P6M } } }
      - { code: fortune, items: { sku: [jackpot] }, do: { issue_certificate: { amount: 900000000000 } } }
      - { code: tea-lover, items: { sku: [tea] }, do: { award_badge: { badge: tea-lover } } }
      - { code: likes, items: { sku: [coffee] }, do: { set_attribute: { name: likes, value: coffee } } }
      - { code: slip, do: { message: { to: slip, text: 'Thank you!' } } }
      - { code: till, when: '!member.known', do: { message: { to: cashier, text: 'Ask for the card' } } }
      - { code: told, do: { message: { to: customer, text: 'До встречи' } } }
      - { code: friend-badge, to: referrer, do: { award_badge: { badge: friend } } }
      - { code: joined-coupon, on: registration, do: { issue_coupon: { campaign: yours } } }
      - { code: joined-badge, on: registration, do: { award_badge: { badge: newcomer } } }
      - { code: surveyed, on: 'activity:survey', do: { issue_certificate: { amount: 100 } } }
      - { code: survey-coupon, on: 'activity:survey', do: { issue_coupon: { campaign: yours } } }
      - { code: survey-badge, on: 'activity:survey', do: { award_badge: { badge: asked } } }
      - { code: survey-stamps, on: 'activity:survey', do: { add_stamps: { purse: stamps, count: 5, per: receipt } } }
      - { code: survey-told, on: 'activity:survey', do: { message: { to: customer, text: 'Thank you for your answers' } } }
      - { code: survey-likes, on: 'activity:survey', do: { set_attribute: { name: asked, value: true } } }
      - { code: tier-badge, on: tier, do: { award_badge: { badge: climber } } }
`;
}
