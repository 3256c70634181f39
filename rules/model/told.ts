/**
 * What a sale is answered of its evaluation and keeps of it, whatever is decided about it later: put into words where it was
 * evaluated, be that another thread. Whoever brings it from there looks at none of it but the digest.
 */
export interface Told {
  /** JSON of the reply's fields, in their order, cut where others come between: those before the balances. */
  readonly lines: string;
  /** Between the balances and the debt. */
  readonly redemption: string;
  /** Between the debt and the rewards. */
  readonly lots: string;
  /** After the rewards. */
  readonly rest: string;
  /** All of it and the input as they are kept, a byte in each character. */
  readonly packed: string;
  /** Of what the customer sees, where it was asked for. */
  readonly digest?: string | undefined;
}
