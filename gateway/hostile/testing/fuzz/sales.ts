/** Receipts that a till may well send, with values at the bounds of what it may, and what becomes of them afterwards. */
import { fc } from '../../../../rules/testing/fast-check.ts';
import { maxAmount, maxLines } from '../../../contract/common.ts';
import type { Known } from './schema.ts';

/** What is drawn of a sale before it is known what there is: places in lists are taken modulo their lengths. */
export interface DrawnSale {
  readonly receipt: {
    readonly lines: readonly object[];
    readonly member?: { readonly card: string };
    readonly redeem?: unknown;
    readonly [field: string]: unknown;
  };
  readonly till: 't1' | 't2' | 't3' | 't4';
  readonly explain: boolean;
  readonly language: string;
  /** Points and money of a certificate are held before it is paid. */
  readonly holds: { readonly points?: number; readonly certificate?: number } | undefined;
  /** The customer has paid already: so much more or less for each line, and so much with points. */
  readonly charged: { readonly more: number; readonly redeemed: number } | undefined;
  /** The version of main that is published first. */
  readonly version: number | undefined;
  /** How much time goes by before it, ms. */
  readonly later: number;
  /** How long ago it was rung up, ms. */
  readonly ago: number;
  /** It sells a gift certificate, too. */
  readonly gift: boolean;
  /** Which of the earlier receipts goods come back from, with this one. */
  readonly exchange: number | undefined;
  /** What a simulation is told of its member. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly afterwards: Afterwards;
  /** Thousandths of each line that come back at a time. */
  readonly parts: readonly number[];
}

export type Afterwards = 'nothing' | 'back' | 'earlier' | 'cancel' | 'attach';

const some = <T>(arbitrary: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

export function sales(known: Known): fc.Arbitrary<DrawnSale> {
  const from = (name: string): fc.Arbitrary<unknown> => fc.constantFrom(...(known[name] ?? []));
  const attributes = fc.constantFrom(...(known.attributes ?? []).filter((one) => !('certificate' in (one as object))));
  const line = fc.record({
    sku: from('sku'),
    quantity: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }) },
      { weight: 1, arbitrary: fc.constantFrom(0, 0.001, 0.125, 2.5, 999.999, 1_000_000) },
    ),
    unitPrice: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(1, 100, 3_333, 9_900, 19_999, 50_000, 100_000, 250_000) },
      { weight: 1, arbitrary: fc.constantFrom(0, 0.0001, 100.25, 899_999.9999, 1e9, 7e10, -1_000) },
    ),
    amount: some(fc.constantFrom(0, 1, 77, 100_001, 1e11, -1e11), 20),
    category: some(fc.constantFrom(['food'], ['food', 'drinks'], ['drinks'])),
    brand: some(from('brand')),
    attributes: some(attributes),
    discountable: some(fc.boolean(), 9),
    earnable: some(fc.boolean(), 9),
    minPrice: some(fc.constantFrom(0, 1, 9_899, 100_000), 9),
    manualDiscount: some(fc.constantFrom(0, 1, 100, 3_333), 9),
    void: some(fc.boolean(), 20),
  });
  const lines = fc
    .oneof(
      { weight: 30, arbitrary: fc.array(line, { minLength: 1, maxLength: 8 }) },
      { weight: 3, arbitrary: fc.array(line, { minLength: 20, maxLength: 40 }) },
      // Each line as the first ones have it, again and again.
      { weight: 1, arbitrary: fc.array(line, { minLength: 1, maxLength: 5 }).map((few) => repeated(few, maxLines)) },
    )
    .map((all) => all.map((one, index) => ({ line: index + 1, ...one })));
  const receipt = fc.record({
    channel: fc.constantFrom('pos', 'pos', 'web', 'app', 'call-centre', 'kiosk'),
    member: fc.oneof(
      { weight: 8, arbitrary: fc.record({ card: from('card') }) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    lines,
    mode: some(fc.constant('listing'), 30),
    tenders: some(
      fc.array(
        fc.record({
          type: fc.constantFrom('cash', 'card', 'certificate'),
          amount: fc.constantFrom(1, 100, 50_000, 1e9, maxAmount, 0, -5),
          attributes: some(from('attributes'), 1),
        }),
        { maxLength: 3 },
      ),
      1,
    ),
    coupons: some(fc.uniqueArray(from('coupons'), { maxLength: 5 }), 1),
    redeem: some(
      fc.array(fc.record({ purse: some(fc.constantFrom('bonus', 'promo', 'summer'), 1), points: from('points') }), {
        maxLength: 2,
      }),
      1,
    ),
    location: some(fc.record({ lat: from('lat'), lon: from('lon'), region: some(from('region')) })),
    attributes: some(from('attributes'), 1),
  });
  return (
    fc.record({
      receipt,
      till: fc.constantFrom('t1', 't1', 't2', 't3', 't4'),
      explain: fc.boolean(),
      language: fc.constantFrom('en', 'ru', 'ru-RU,en;q=0.5', 'de'),
      holds: some(
        fc.record({ points: some(fc.constantFrom(1, 7, 1_000, maxAmount), 1), certificate: some(fc.nat(), 1) }),
        2,
      ),
      charged: some(
        fc.record({ more: fc.integer({ min: -500, max: 500 }), redeemed: fc.constantFrom(0, 0, 100, 10_000) }),
        4,
      ),
      version: some(fc.constantFrom(1, 2), 5),
      later: fc.constantFrom(0, 0, 0, 0, 0, 3_600_000, 20 * 3_600_000, 8 * 86_400_000, 33 * 86_400_000),
      ago: fc.constantFrom(0, 0, 0, 1_000, 60_000, 3_600_000, 20 * 3_600_000),
      gift: fc.constantFrom(false, false, false, false, false, true),
      exchange: some(fc.nat(), 4),
      state: fc.record({
        tier: some(from('tier'), 1),
        segments: some(fc.subarray(['parents', 'others']), 1),
        cards: some(fc.subarray(['employee', 'platinum']), 1),
        birthDate: some(from('birthDate'), 1),
        favourites: some(fc.constant({ sku: ['tea'], category: ['drinks'], brand: ['x'] }), 1),
        purchases: some(fc.constantFrom(0, 1, maxAmount), 1),
        lastPurchaseAt: some(
          fc.constantFrom('1900-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-10-01T00:00:00+14:00'),
          1,
        ),
        counters: some(from('counters'), 1),
        activities: some(from('activities'), 1),
        balances: some(from('balances'), 1),
        personalPrices: some(from('personalPrices'), 1),
      }),
      afterwards: fc.constantFrom<Afterwards>(
        'nothing',
        'nothing',
        'back',
        'back',
        'earlier',
        'earlier',
        'cancel',
        'attach',
      ),
      parts: fc.array(fc.constantFrom(1, 125, 1_000, 1_000, 2_000, 5_000, 1e9), { minLength: 1, maxLength: 4 }),
    }) as fc.Arbitrary<DrawnSale>
  ).map(forgotten);
}

/** Who has forgotten the card has nothing to pay with, and gets the points later. */
function forgotten(sale: DrawnSale): DrawnSale {
  if (sale.afterwards !== 'attach') return sale;
  const { member: _, redeem: __, ...receipt } = sale.receipt;
  return { ...sale, receipt, till: 't1', charged: undefined };
}

function repeated<T>(few: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => few[index % few.length] as T);
}
