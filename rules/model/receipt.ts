/**
 * A receipt as the evaluator sees it: decoded, defaulted and in integers. The wire's Receipt (gateway/contract) is
 * turned into this once, at the edge; nothing behind the edge ever parses a decimal again.
 *
 * Units: money is minor units (kopecks, pence); quantities are thousandths; times are epoch milliseconds.
 */
export type Channel = 'pos' | 'web' | 'app' | 'call-centre' | 'kiosk';

/** A list is of texts, such as receipt.attributes.accept. */
export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface ReceiptLine {
  /** The till's own number of the line, unique in the receipt; ties in every allocation go to the lowest. */
  readonly line: number;
  readonly sku: string;
  /** Thousandths of a unit: 1500 is 1.5 kg. Zero only where `amount` says what the line costs. */
  readonly quantity: number;
  /** Ten-thousandths of a minor unit: 12_990_000 is 12.99. */
  readonly unitPrice: number;
  /** Minor units before any discount. Negative (a deposit returned) counts in totals only. */
  readonly amount: number;
  readonly name?: string | undefined;
  /** The path from the root: ['food', 'dairy', 'milk']. */
  readonly category: readonly string[];
  readonly brand?: string | undefined;
  /** Codes of the lists kept through the API that have its sku, of those the programme names. */
  readonly lists?: readonly string[];
  readonly attributes: Attributes;
  readonly discountable: boolean;
  readonly earnable: boolean;
  /** Minor units for one unit of quantity: no discount takes the line below round(minPrice × quantity). */
  readonly minPrice?: number | undefined;
  /** Minor units the cashier took off by hand, 0 ≤ manualDiscount ≤ amount. */
  readonly manualDiscount: number;
}

export interface Tender {
  readonly type: string;
  readonly amount: number;
  readonly attributes: Attributes;
}

/** Points the till asks to spend: so many units of the point, or as many as the programme lets it. */
export interface RedeemRequest {
  readonly purse?: string;
  readonly points: number | 'max';
}

/** What the customer has already paid for a line; the price rules no longer decide it ("paid is paid"). */
export interface ChargedLine {
  readonly line: number;
  readonly net: number;
  readonly redeemed?: number;
}

export interface Store {
  readonly code: string;
  readonly region?: string;
  /** IANA name. Schedules, days and periods run in it. */
  readonly timezone: string;
  readonly attributes: Attributes;
}

export interface Receipt {
  readonly channel: Channel;
  /** listing: each line is evaluated as if it were alone (a catalogue page). */
  readonly mode: 'basket' | 'listing';
  readonly businessTime: number;
  readonly store: Store;
  readonly lines: readonly ReceiptLine[];
  readonly tenders: readonly Tender[];
  readonly coupons: readonly string[];
  readonly redeem: readonly RedeemRequest[];
  readonly charged?: readonly ChargedLine[];
  readonly location?: { readonly lat?: number; readonly lon?: number; readonly region?: string };
  readonly attributes: Attributes;
}
