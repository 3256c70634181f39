/** Asks what remains of a sale would cost, where its programme prices that again when goods come back. */
import type { Repriced } from '../../receipts/effects.ts';
import { type ReceiptRow, readSale } from '../../receipts/receipt-row.ts';
import { reprice } from '../../receipts/reprice.ts';
import { returnShare } from '../../receipts/return-share.ts';
import type { ReturnPart } from '../commands.ts';
import { refused } from '../outcome.ts';
import type { Ports } from '../ports.ts';
import type { Decision } from '../rows.ts';

/** Undefined: it is not priced again, or `takeBack` will refuse it anyway. */
export async function repricedBy(
  { policy, lines }: ReturnPart,
  row: ReceiptRow,
  evaluate: Ports['evaluate'],
): Promise<Repriced | undefined | Decision> {
  if (policy.returns.reprice !== 'remaining' || row.kind !== 'sale' || row.state === 'cancelled') return undefined;
  const sale = readSale(row, policy.redeemAs === 'tender');
  const share = returnShare(sale.sold, sale.returned, lines);
  if ('refused' in share) return undefined;
  const repriced = await reprice(sale, share.returned, evaluate);
  return 'ok' in repriced ? { outcome: refused(repriced.code, repriced.detail) } : repriced;
}
