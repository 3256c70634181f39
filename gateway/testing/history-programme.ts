/** Every mechanic there is, limits of both kinds, lots that become active and that expire. */
export function programmeOf(percent: number): string {
  return `
program: { code: main, title: "${percent} percent", currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points:
  worth: 100
  purses: [{ code: bonus }, { code: promo, spendFirst: true }]
  hold: { ttl: PT15M, maxTtl: PT1H }
  attachDays: 14
  returns: { shortfall: debt, withoutReceipt: allow }
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
  - code: pay
    type: redemption
    rules:
      - { code: half, items: { not: { sku: [milk] } }, do: { redeem_limit: { percent: 50 } } }
  - code: earn
    type: points
    mode: stack
    rules:
      - { code: tenth, do: { earn_percent: { percent: ${percent} } } }
      - { code: spend, do: { earn_per_spend: { each: 10000, points: 3, lot: { purse: promo, expireAfter: PT12H } } }, limits: [{ by: member, points: 40, per: day }] }
      - { code: late, do: { earn_percent: { percent: 1, lot: { activateAfter: PT6H } } } }
      - { code: campaign, do: { earn_percent: { percent: 1 } }, limits: [{ by: rule, points: 60, per: total }] }
      - { code: double, when: receipt.total >= 100000, do: { multiply: { factor: 2, rules: [tenth] } } }
`;
}
