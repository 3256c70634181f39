/** total × part ÷ whole without its fraction, exactly, for 0 ≤ part ≤ whole. The whole of a total is the total. */
export function portion(total: number, part: number, whole: number): number {
  if (part === whole) return total;
  const product = total * part;
  // Zero is added lest nothing of a negative amount be −0.
  if (Number.isSafeInteger(product)) return Math.trunc(product / whole) + 0;
  return Number((BigInt(total) * BigInt(part)) / BigInt(whole));
}
