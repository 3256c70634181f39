/**
 * An invoice of the file as what a till would have sent: a receipt, or returns, or nothing, and why.
 *
 * - A line of negative quantity with money in it, on a sale, is a deduction: its amount is negative, its quantity not.
 * - A line of negative quantity at no price is stock written off; a line of no quantity is nothing. Neither is sent.
 * - Lines that come back are one return for each receipt they were sold on, `C536379-1`, `C536379-2` …, and one more,
 *   without receipt, for those that were never bought. Nobody's returns are all of the latter kind: nothing tells
 *   whose receipt it was.
 */
import type { WireLine, WireReceipt } from '../../gateway/contract/receipt.ts';
import type { WireReturn } from '../../gateway/contract/return.ts';
import { divideRounded, fromScaled } from './decimal.ts';
import type { Invoice, InvoiceLine } from './invoices.ts';
import type { ReceiptMap } from './map.ts';
import type { Book, ReturnedPart } from './matching.ts';

/** Why a till would not have sent it. */
export type NotSent = 'stock_write_off' | 'nothing_sold' | 'not_a_return' | 'unreadable';

export interface LeftOut {
  readonly reason: NotSent;
  readonly line: InvoiceLine;
}

export interface SalePlan {
  readonly kind: 'sale';
  readonly number: string;
  readonly day: string;
  readonly member?: string;
  readonly receipt: WireReceipt;
  readonly sent: readonly InvoiceLine[];
  readonly left: readonly LeftOut[];
}

export interface ReturnRequest {
  /** Without `receipt` it is unmatched. */
  readonly body: WireReturn;
  readonly matched: boolean;
  readonly day: string;
  readonly number: string;
  /** quantity × unitPrice of its lines, 10^-7 minor units. */
  readonly value: bigint;
}

export interface ReturnPlan {
  readonly kind: 'return';
  readonly number: string;
  readonly member?: string;
  readonly requests: readonly ReturnRequest[];
  /** Lines by what became of them; a line that was found in part only is both. */
  readonly lines: { readonly matched: number; readonly partly: number; readonly unmatched: number };
  readonly sent: readonly InvoiceLine[];
  readonly left: readonly LeftOut[];
}

export interface NothingPlan {
  readonly kind: 'nothing';
  readonly number: string;
  readonly reason: NotSent;
  readonly detail: string;
  readonly left: readonly LeftOut[];
  /** Lines that are no numbers, beside those of `left`. */
  readonly unread: number;
}

export type Plan = SalePlan | ReturnPlan | NothingPlan;

/** Exact money of a line: thousandths × ten-thousandths of a minor unit. */
export function exactValue(line: Pick<InvoiceLine, 'quantity' | 'unitPrice'>): bigint {
  return BigInt(line.quantity) * BigInt(line.unitPrice);
}

/** What the gateway makes of it (design §4): minor units, halves away from zero. */
export function amountOf(line: Pick<InvoiceLine, 'quantity' | 'unitPrice'>): number {
  return Number(divideRounded(exactValue(line), 10_000_000n));
}

/** Plans invoices in the order of the file; the book remembers what was sold. */
export function planner(map: ReceiptMap, book: Book): (invoice: Invoice) => Plan {
  const notEarnable = new Set(map.lines?.notEarnable);
  const notDiscountable = new Set(map.lines?.notDiscountable);

  const wireLine = (line: InvoiceLine): WireLine => {
    const sign = line.quantity < 0 ? -1 : 1;
    return {
      line: line.line,
      sku: line.sku,
      quantity: fromScaled(sign * line.quantity, 3),
      unitPrice: fromScaled(sign * line.unitPrice, 4),
      ...(line.name === undefined ? {} : { name: line.name }),
      ...(line.category.length === 0 ? {} : { category: [...line.category] }),
      ...(line.brand === undefined ? {} : { brand: line.brand }),
      ...(notEarnable.has(line.sku) ? { earnable: false } : {}),
      ...(notDiscountable.has(line.sku) ? { discountable: false } : {}),
    };
  };

  return (invoice) => {
    if (invoice.kind === 'unreadable') return unreadable(invoice);
    const returning = invoice.kind === 'return';
    const left: LeftOut[] = [];
    const sent: InvoiceLine[] = [];
    for (const line of invoice.lines) {
      const reason = returning ? whyNotReturned(line) : whyNotSold(line);
      if (reason === undefined) sent.push(line);
      else left.push({ reason, line });
    }
    const first = left[0];
    if (sent.length === 0 && first !== undefined) {
      const { number } = invoice;
      return { kind: 'nothing', number, reason: first.reason, detail: '', left, unread: 0 };
    }
    const { number, time, member } = invoice;
    const who = member === undefined ? {} : { member };
    if (returning) return { kind: 'return', number, ...who, ...giveBack(invoice, sent, map, book), sent, left };
    const receipt: WireReceipt = {
      till: map.till,
      number,
      businessDay: time.day,
      businessTime: time.time,
      channel: map.channel ?? 'pos',
      ...(member === undefined ? {} : { member: { card: member } }),
      lines: sent.map(wireLine),
    };
    if (member !== undefined) {
      for (const { line, sku, unitPrice, quantity } of sent) {
        if (quantity > 0) book.sold({ member, invoice: number, day: time.day, line, sku, unitPrice, quantity });
      }
    }
    return { kind: 'sale', number, day: time.day, ...who, receipt, sent, left };
  };
}

function whyNotSold(line: InvoiceLine): NotSent | undefined {
  if (line.quantity === 0) return 'nothing_sold';
  return line.quantity < 0 && line.unitPrice === 0 ? 'stock_write_off' : undefined;
}

function whyNotReturned(line: InvoiceLine): NotSent | undefined {
  return line.quantity < 0 && line.unitPrice >= 0 ? undefined : 'not_a_return';
}

function unreadable(invoice: Extract<Invoice, { kind: 'unreadable' }>): NothingPlan {
  const left = invoice.lines.map((line) => ({ reason: 'unreadable', line }) as const);
  const { number, detail, unread } = invoice;
  return { kind: 'nothing', number, reason: 'unreadable', detail, left, unread };
}

function giveBack(
  invoice: Extract<Invoice, { kind: 'sale' | 'return' }>,
  sent: readonly InvoiceLine[],
  map: ReceiptMap,
  book: Book,
): Pick<ReturnPlan, 'requests' | 'lines'> {
  const { member, time } = invoice;
  const receipts = new Map<string, { parts: ReturnedPart[]; value: bigint }>();
  const rest: { line: InvoiceLine; quantity: number }[] = [];
  const lines = { matched: 0, partly: 0, unmatched: 0 };
  for (const line of sent) {
    const quantity = -line.quantity;
    const goods = { member: member ?? '', sku: line.sku, unitPrice: line.unitPrice, quantity };
    const found = member === undefined ? { parts: [], unmatched: quantity } : book.takeBack(goods);
    for (const part of found.parts) {
      const receipt = receipts.get(part.invoice) ?? { parts: [], value: 0n };
      receipts.set(part.invoice, receipt);
      receipt.parts.push(part);
      receipt.value += exactValue({ quantity: part.quantity, unitPrice: line.unitPrice });
    }
    if (found.unmatched > 0) rest.push({ line, quantity: found.unmatched });
    lines[found.unmatched === 0 ? 'matched' : found.parts.length > 0 ? 'partly' : 'unmatched'] += 1;
  }

  const requests: ReturnRequest[] = [];
  const add = (value: bigint, body: Pick<WireReturn, 'receipt' | 'member' | 'lines'>) => {
    const number = `${invoice.number}-${requests.length + 1}`;
    const key = { till: map.till, number, businessDay: time.day, businessTime: time.time };
    requests.push({ body: { ...key, ...body }, matched: body.receipt !== undefined, day: time.day, number, value });
  };
  for (const [number, { parts, value }] of receipts) {
    const day = parts[0]?.day ?? '';
    add(value, { receipt: { till: map.till, businessDay: day, number }, lines: summed(parts) });
  }
  if (rest.length > 0) {
    const value = rest.reduce((sum, { line, quantity }) => sum + exactValue({ ...line, quantity }), 0n);
    add(value, {
      ...(member === undefined ? {} : { member: { card: member } }),
      lines: rest.map(({ line, quantity }) => ({
        sku: line.sku,
        quantity: fromScaled(quantity, 3),
        unitPrice: fromScaled(line.unitPrice, 4),
      })),
    });
  }
  return { requests, lines };
}

/** Two lines of a return may come from one line of the sale. */
function summed(parts: readonly ReturnedPart[]): WireReturn['lines'] {
  const lines = new Map<number, number>();
  for (const { line, quantity } of parts) lines.set(line, (lines.get(line) ?? 0) + quantity);
  return [...lines].map(([line, quantity]) => ({ line, quantity: fromScaled(quantity, 3) }));
}
