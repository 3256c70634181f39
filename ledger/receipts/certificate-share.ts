/**
 * What goes back to the certificates that paid a part of a sale: of each refund the share that they had of the price,
 * the certificate that paid last first. A cumulative function of what has been refunded, as all of return-share.ts is.
 *
 * Example: 1000 were paid, 300 of them by a certificate. 333 refunded: 99 go back to it; 667 more: the other 201.
 */
import type { CertificateShare } from './effects.ts';
import { portion } from './portion.ts';

export function certificateShares(
  paid: readonly CertificateShare[],
  /** Minor units refunded before and after, of `total`; the whole of it when nothing of the sale is left. */
  refunded: { readonly from: number; readonly to: number; readonly total: number; readonly whole: boolean },
): CertificateShare[] {
  const sum = paid.reduce((total, { amount }) => total + amount, 0);
  const upTo = (amount: number): number =>
    refunded.total === 0 ? 0 : portion(sum, Math.max(0, Math.min(amount, refunded.total)), refunded.total);
  const from = upTo(refunded.from);
  const to = refunded.whole ? sum : upTo(refunded.to);
  const shares: CertificateShare[] = [];
  let passed = 0;
  for (const { code, amount } of paid.toReversed()) {
    const back = Math.min(to, passed + amount) - Math.max(from, passed);
    if (back > 0) shares.push({ code, amount: back });
    passed += amount;
  }
  return shares;
}
