/**
 * How a coupon's code is known whatever way it was typed at a till: in capitals, without the spaces and hyphens that
 * make it readable on paper. abcd-efgh and "ABCD EFGH" are one code.
 */
export function normalCoupon(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '');
}
