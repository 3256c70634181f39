/** What tests of the flows sell, and under which programme. */

/** Ten percent off tea, ten percent of everything back in points, points pay half. A point is worth 1.00. */
export const programme = `
program: { code: main, title: Test, currency: RUB, minorUnits: 2, timezone: Europe/Moscow }
points:
  worth: 100
  purses: [{ code: bonus }, { code: promo, expireAfter: P30D, spendFirst: true }]
  hold: { ttl: PT15M, maxTtl: PT1H }
  attachDays: 14
groups:
  - code: shelf
    type: price
    mode: stack
    rules:
      - { code: tea-10, items: { sku: [tea] }, do: { percent_off: { percent: 10 } } }
  - code: pay
    type: redemption
    rules:
      - { code: half, do: { redeem_limit: { percent: 50 } } }
  - code: earn
    type: points
    mode: stack
    rules:
      - { code: tenth, do: { earn_percent: { percent: 10 } } }
      - { code: promo-web, channels: [web], do: { earn_percent: { percent: 1, lot: { purse: promo } } } }
`;

export interface TestLine {
  readonly line: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly [field: string]: unknown;
}

/** One unit of cake at so many minor units. */
export function cake(amount: number, line = 1): TestLine {
  return { line, sku: 'cake', quantity: 1, unitPrice: amount };
}

/** A receipt of one cake at 1000.00, rung up at `businessTime`, unless `more` says otherwise. */
export function receipt(number: string, businessTime: string, more: Record<string, unknown> = {}) {
  return { number, businessTime, channel: 'pos', lines: [cake(100_000)], ...more };
}

/** The day before a businessTime in Moscow, where the test stores are: still near enough for a receipt. */
export function dayBefore(businessTime: string): string {
  const moscowMs = 3 * 3_600_000;
  return new Date(Date.parse(businessTime) + moscowMs - 86_400_000).toISOString().slice(0, 10);
}
