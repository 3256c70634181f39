/**
 * Limits of both kinds, lots that become active, expire and melt, coupons and rules that cost something, rewards, counters
 * with tiers, and rules on what is no purchase.
 */
export function programmeOf(percent: number): string {
  return `
program: { code: main, title: "${percent} percent", currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points:
  worth: 100
  purses: [{ code: bonus }, { code: promo, spendFirst: true }, { code: stamps }]
  hold: { ttl: PT15M, maxTtl: PT1H }
  attachDays: 14
  returns: { shortfall: debt, withoutReceipt: allow }
counters:
  - { code: spend, of: net, window: year }
  - { code: visits, of: receipts, window: P30D }
  - { code: cakes, of: quantity, window: month, items: { sku: [cake] } }
tiers: { by: spend, levels: [{ code: base, from: 0 }, { code: silver, from: 200000, keep: P1Y }, { code: gold, from: 600000 }] }
groups:
  - code: shelf
    type: price
    mode: best
    scope: line
    rules:
      - { code: tea, items: { sku: [tea] }, do: { percent_off: { percent: ${percent} } }, limits: [{ by: rule, amount: 200000, per: total }] }
      - { code: cheap-tea, items: { sku: [tea] }, do: { amount_off: { amount: 333, per: unit } }, limits: [{ by: member, times: 2, per: day }] }
      - { code: cake, items: { sku: [cake] }, do: { fixed_price: { price: 999 } } }
  - code: bundles
    type: price
    mode: stack
    rules:
      - { code: milk, items: { sku: [milk] }, do: { pay_for: { take: 3, pay: 2 } } }
  - code: coupons
    type: price
    mode: stack
    rules:
      - { code: everybody, coupon: everybody, do: { percent_off: { percent: 3 } } }
      - { code: once, coupon: once, do: { percent_off: { percent: 5 } } }
      - { code: twice, coupon: twice, do: { amount_off: { amount: 500, per: receipt } } }
      - { code: mine, coupon: mine, items: { sku: [tea, cake] }, do: { percent_off: { percent: ${percent} } } }
      - { code: come-again, coupon: come-again, when: receipt.total >= 20000, do: { amount_off: { amount: 1000, per: receipt } } }
  - code: premiums
    type: price
    mode: stack
    rules:
      - { code: sheet, items: { sku: [cake] }, cost: { purse: stamps, count: 3 }, do: { percent_off: { percent: 50 } } }
      - { code: bought, items: { sku: [tea] }, cost: { purse: bonus, count: 20 }, do: { amount_off: { amount: 2000, per: line } } }
  - code: pay
    type: redemption
    rules:
      - { code: half, items: { not: { sku: [milk, card] } }, do: { redeem_limit: { percent: 50 } } }
  - code: earn
    type: points
    mode: stack
    rules:
      - { code: tenth, do: { earn_percent: { percent: ${percent} } } }
      - { code: spend, do: { earn_per_spend: { each: 10000, points: 3, lot: { purse: promo, expireAfter: PT12H } } }, limits: [{ by: member, points: 40, per: day }] }
      - { code: late, do: { earn_percent: { percent: 1, lot: { activateAfter: PT6H } } } }
      - { code: campaign, do: { earn_percent: { percent: 1 } }, limits: [{ by: rule, points: 60, per: total }] }
      - { code: double, when: receipt.total >= 100000, do: { multiply: { factor: 2, rules: [tenth] } } }
      - { code: ice, do: { earn_percent: { percent: 2, lot: { melt: { every: PT3H, percent: 10 } } } } }
      - { code: survey, on: "activity:survey", do: { earn_points: { points: 30, per: receipt } }, limits: [{ by: member, times: 2, per: day }] }
      - { code: welcome, on: registration, do: { earn_points: { points: 50, per: receipt } } }
      - { code: up, on: tier, do: { earn_points: { points: 11, per: receipt } } }
      - { code: thanks, to: referrer, do: { earn_percent: { percent: 1 } } }
      - { code: first, to: referrer, when: member.purchases == 0, do: { earn_points: { points: 100, per: receipt } } }
  - code: rewards
    type: reward
    mode: stack
    rules:
      - { code: sticker, do: { add_stamps: { purse: stamps, count: 1, per: spend, each: 15000 } } }
      - { code: again, when: receipt.total >= 60000, do: { issue_coupon: { campaign: come-again } } }
      - { code: voucher, when: receipt.total >= 120000, do: { issue_certificate: { amount: 3000, expireAfter: P1Y } } }
      - { code: regular, when: 'counter("visits") >= 3', do: { award_badge: { badge: regular } } }
      - { code: taste, items: { sku: [tea] }, do: { set_attribute: { name: drinks, value: tea } } }
      - { code: sweet, items: { sku: [cake] }, do: { set_attribute: { name: drinks, value: cocoa } } }
      - { code: friend, on: "activity:survey", do: { add_stamps: { purse: stamps, count: 1, per: receipt } } }
`;
}
