/** Receipts and their gate contexts for tests: give only what the case is about. */
import type { MemberState } from '../../model/member-state.ts';
import type { Receipt, ReceiptLine } from '../../model/receipt.ts';
import type { GateContext } from '../compiled.ts';
import { localTime } from '../local-time.ts';

export function lineOf(parts: Partial<ReceiptLine> = {}): ReceiptLine {
  return {
    line: 1,
    sku: 'A',
    quantity: 1000,
    unitPrice: 100_000_000,
    amount: 10_000,
    category: [],
    attributes: {},
    discountable: true,
    earnable: true,
    manualDiscount: 0,
    ...parts,
  };
}

/** At a moment of RFC 3339, in the store's timezone. */
export function contextOf(
  parts: { at?: string; receipt?: Partial<Receipt>; store?: Partial<Receipt['store']>; member?: MemberState } = {},
): GateContext {
  const businessTime = Date.parse(parts.at ?? '2026-11-22T12:00:00+03:00');
  const store = { code: 's1', region: 'centre', timezone: 'Europe/Moscow', attributes: {}, ...parts.store };
  return {
    receipt: {
      channel: 'pos',
      mode: 'basket',
      businessTime,
      store,
      lines: [lineOf()],
      tenders: [],
      coupons: [],
      redeem: [],
      attributes: {},
      ...parts.receipt,
    },
    member: parts.member,
    now: localTime(businessTime, store.timezone),
  };
}
