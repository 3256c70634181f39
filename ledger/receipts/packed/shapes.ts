/**
 * Shapes of what is kept packed of a sale, version 1. What is stored cannot be read by others than these: they are never
 * changed. A field that comes to a reply or to an input is kept meanwhile, as JSON with the record it is in; shapes that
 * know it are another version, beside this.
 */
import { flag, json, list, number, optional, record, table, text, word } from './kinds.ts';

const sums = { gross: number, discount: number, redeemed: number, net: number, earned: number };

const adjustment = record({
  rule: word,
  group: word,
  mechanic: word,
  amount: number,
  base: number,
  rounding: word,
  coupon: optional(text),
});

const lot = record({
  points: number,
  purse: word,
  rule: word,
  activeAt: word,
  expiresAt: optional(text),
  melt: optional(json),
});

/** What the till was answered, gateway/contract/quote.ts. Its fields come in this order: it is sent again to the byte. */
export const reply = record({
  id: text,
  state: word,
  committedAt: text,
  program: record({ code: text, version: number, hash: text }),
  lines: list(
    record({
      line: number,
      ...sums,
      units: list(record({ quantity: number, unitPrice: number, net: number })),
      adjustments: list(adjustment),
    }),
  ),
  totals: record(sums),
  points: record({
    balance: number,
    pending: number,
    held: number,
    purses: list(record({ purse: word, balance: number })),
    redeemable: number,
    redeem: number,
    earn: number,
    debt: optional(number),
    lots: list(lot),
  }),
  rewards: json,
  costs: optional(json),
  messages: json,
  nudges: json,
  coupons: list(record({ code: text, status: word, reason: optional(text) })),
  trace: optional(json),
  certificates: optional(json),
  activated: optional(json),
  returns: optional(json),
  variance: optional(json),
  debt: optional(number),
});

const store = record({ code: text, timezone: word, attributes: json, region: optional(word) }, 'anyOrder');

const line = record(
  {
    line: number,
    sku: text,
    quantity: number,
    unitPrice: number,
    amount: number,
    name: optional(text),
    category: list(word),
    brand: optional(text),
    attributes: json,
    discountable: flag,
    earnable: flag,
    minPrice: optional(number),
    manualDiscount: number,
    lists: optional(list(word)),
  },
  'anyOrder',
);

const receipt = record(
  {
    channel: word,
    mode: word,
    businessTime: number,
    store,
    lines: list(line),
    tenders: list(record({ type: word, amount: number, attributes: json }, 'anyOrder')),
    coupons: list(text),
    redeem: json,
    charged: optional(list(record({ line: number, net: number, redeemed: optional(number) }, 'anyOrder'))),
    location: optional(json),
    attributes: json,
  },
  'anyOrder',
);

const member = record(
  {
    cards: optional(list(word)),
    tier: optional(word),
    counters: optional(json),
    activities: optional(json),
    attributes: optional(json),
    segments: optional(list(text)),
    coupons: optional(json),
    personalPrices: optional(json),
    referrer: optional(text),
    favourites: optional(json),
    registeredAt: optional(text),
    birthDate: optional(text),
    purchases: optional(number),
    lastPurchaseAt: optional(text),
    balances: optional(table(number)),
  },
  'anyOrder',
);

/** What was evaluated, rules/model/evaluation.ts. */
export const input = record(
  {
    programme: record({ code: text, version: number }, 'anyOrder'),
    occasion: optional(json),
    references: optional(json),
    coupons: optional(json),
    explain: optional(flag),
    nudge: optional(flag),
    receipt,
    member: optional(member),
    limits: table(number),
  },
  'anyOrder',
);
