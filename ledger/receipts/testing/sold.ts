import type { SaleEffects } from '../effects.ts';
import type { SoldLine, SoldReceipt } from '../return-share.ts';

/** A line as it was paid: so many units of an article, at what each was worth; `quantities` unless each is one. */
export function line(
  number: number,
  quantity: number,
  nets: readonly number[],
  quantities?: readonly number[],
): SoldLine {
  const net = nets.reduce((sum, one) => sum + one, 0);
  return {
    line: number,
    sku: `sku-${number}`,
    quantity: quantity * 1000,
    counted: quantity * 1000,
    gross: net,
    net,
    redeemed: 0,
    units: nets.map((net, index) => ({ quantity: (quantities?.[index] ?? 1) * 1000, net })),
    adjustments: [],
  };
}

/** A sale of these lines that did nothing to any party, but for `effects`. */
export function sold(
  lines: readonly SoldLine[],
  { redeemedAsTender = false, ...effects }: Partial<SaleEffects> & { readonly redeemedAsTender?: boolean } = {},
): SoldReceipt {
  const none: SaleEffects = { lots: [], spent: [], overdrawn: 0, redeemed: [], limitUses: [], exchange: false };
  return { lines, effects: { ...none, ...effects }, redeemedAsTender };
}
