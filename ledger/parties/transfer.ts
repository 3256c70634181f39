/**
 * The accounts points move between. A party has a purse and a pending account for each purse code, and one debt
 * account; the house has the rest, which are sums over transfers and never rows that anybody locks. An account's
 * balance is Σ credits − Σ debits: a party's debt account is therefore never above zero.
 */
export type Account =
  | `purse:${string}`
  | `pending:${string}`
  | 'debt'
  | 'house:issued'
  | 'house:redeemed'
  | 'house:expired'
  | 'house:returned'
  | 'house:adjusted';

export type TransferReason =
  | 'accrue' // a rule gave points: issued → purse or pending
  | 'activate' // a pending lot became spendable: pending → purse
  | 'expire' // a lot ran out: purse → expired
  | 'melt' // a part of a lot ran out: purse → expired
  | 'redeem' // points paid: purse → redeemed
  | 'cost' // points or stamps paid for a rule: purse → redeemed
  | 'overdraw' // points paid that were no longer there (paid is paid): debt → redeemed
  | 'restore' // goods came back, the points that paid for them too: redeemed → purse
  | 'take-back' // goods came back, the points they earned are taken: purse or pending → returned
  | 'shortfall' // … but had been spent: debt → returned
  | 'repay' // an owing party got points: purse → debt
  | 'adjust'; // a person gave points, or took them: adjusted → purse, purse → adjusted

export interface Transfer {
  /** Per party, from 1, without gap or repeat (I7). */
  readonly seq: number;
  readonly debit: Account;
  readonly credit: Account;
  readonly amount: number;
  readonly reason: TransferReason;
  readonly lot?: number;
  readonly rule?: string;
  /** Why, in the words of whoever adjusted it. */
  readonly note?: string;
}
