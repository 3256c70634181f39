/**
 * What was sold to whom and has not come back, from the file alone, so that a resumed run matches as the first did.
 *
 * Goods come back to the receipt they were sold on: the same customer, article and unit price, since another price
 * would refund what was not paid. The latest receipt that still has the whole quantity takes it: sold 6 on A, 6 on B,
 * 2 on C; 4 come back → B. Where none has it all, they are taken from the latest backwards: 9 come back → 2 of C,
 * 6 of B, 1 of A. What is left over was never bought in the file.
 */
interface Sold {
  readonly invoice: string;
  readonly day: string;
  /** Thousandths; lines of one invoice with the same article and price stand side by side. */
  readonly lines: { readonly line: number; remaining: number }[];
}

export interface SoldLine {
  readonly member: string;
  readonly invoice: string;
  readonly day: string;
  readonly line: number;
  readonly sku: string;
  readonly unitPrice: number;
  readonly quantity: number;
}

export interface ReturnedPart {
  readonly invoice: string;
  readonly day: string;
  readonly line: number;
  /** Thousandths. */
  readonly quantity: number;
}

export interface Book {
  sold(line: SoldLine): void;
  /** `unmatched`: thousandths that were never bought, or have come back before. */
  takeBack(goods: Pick<SoldLine, 'member' | 'sku' | 'unitPrice' | 'quantity'>): {
    readonly parts: readonly ReturnedPart[];
    readonly unmatched: number;
  };
}

export function createBook(): Book {
  const book = new Map<string, Sold[]>();
  return {
    sold({ invoice, day, line, quantity, ...goods }) {
      const key = keyOf(goods);
      const receipts = book.get(key) ?? [];
      if (receipts.length === 0) book.set(key, receipts);
      const latest = receipts.at(-1);
      if (latest?.invoice === invoice) latest.lines.push({ line, remaining: quantity });
      else receipts.push({ invoice, day, lines: [{ line, remaining: quantity }] });
    },
    takeBack({ quantity, ...goods }) {
      const key = keyOf(goods);
      const receipts = book.get(key) ?? [];
      const whole = receipts.findLast((receipt) => left(receipt) >= quantity);
      const parts: ReturnedPart[] = [];
      let open = quantity;
      for (const receipt of whole === undefined ? receipts.toReversed() : [whole]) {
        for (const line of receipt.lines) {
          const taken = Math.min(open, line.remaining);
          if (taken === 0) continue;
          line.remaining -= taken;
          open -= taken;
          parts.push({ invoice: receipt.invoice, day: receipt.day, line: line.line, quantity: taken });
        }
      }
      const kept = receipts.filter((receipt) => left(receipt) > 0);
      if (kept.length === 0) book.delete(key);
      else book.set(key, kept);
      return { parts, unmatched: open };
    },
  };
}

function left(receipt: Sold): number {
  return receipt.lines.reduce((sum, line) => sum + line.remaining, 0);
}

function keyOf(goods: Pick<SoldLine, 'member' | 'sku' | 'unitPrice'>): string {
  return `${goods.member}\n${goods.sku}\n${goods.unitPrice}`;
}
