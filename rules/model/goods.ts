/** What goods a rule asks for, as far as they can be named. */
export interface Goods {
  /** Where it is one article. */
  readonly sku?: string;
  /** A category, a brand, a list, or several articles, in the document's own words. */
  readonly words?: string;
}

/** What a receipt lacks for a rule to give more: minor units, or units of goods. */
export interface Missing {
  readonly amount?: number;
  readonly quantity?: number;
  readonly sku?: string;
}
