/**
 * Lines of a file gathered into invoices. A file is read twice: once to count the lines of each invoice, since their
 * lines may be interleaved with another's, then to hand out each invoice when its last line has been read. What is kept
 * in memory is a number per invoice, and the invoices that are open at the moment.
 */
import { type Row, readRows } from './csv.ts';
import { parseScaled } from './decimal.ts';
import type { ReceiptMap } from './map.ts';
import { type BusinessTime, type TimeReader, timeReader } from './time.ts';

export interface InvoiceLine {
  /** Its place in the invoice, from 1. */
  readonly line: number;
  readonly sku: string;
  readonly name?: string;
  readonly brand?: string;
  readonly category: readonly string[];
  /** Thousandths, signed. */
  readonly quantity: number;
  /** Ten-thousandths of a minor unit, signed. */
  readonly unitPrice: number;
}

interface InvoiceHead {
  readonly number: string;
  /** Of its first line: some invoices were typed over a minute. */
  readonly time: BusinessTime;
  /** The number of the customer's card. */
  readonly member?: string;
}

export type Invoice =
  | (InvoiceHead & { readonly kind: 'sale' | 'return'; readonly lines: readonly InvoiceLine[] })
  /** Not one that a till could have sent: `detail` says which record and why. */
  | {
      readonly kind: 'unreadable';
      readonly number: string;
      readonly detail: string;
      readonly lines: readonly InvoiceLine[];
      /** How many of its lines could not be read. */
      readonly unread: number;
    };

export interface Survey {
  readonly lines: number;
  /** Lines of each invoice, in the order the invoices begin. */
  readonly invoices: ReadonlyMap<string, number>;
  /** When the earliest of them was rung up, epoch ms. */
  readonly earliest: number;
}

/** Counts. `limit`: the first so many invoices only. Throws FileError. */
export async function survey(path: string, map: ReceiptMap, limit = Number.POSITIVE_INFINITY): Promise<Survey> {
  const invoices = new Map<string, number>();
  const readTime = timeReader(map.time, map.store.timezone);
  let lines = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for await (const row of readRows(path, columnsOf(map), map.delimiter ?? ',')) {
    const number = numberOf(row, map);
    const before = invoices.get(number);
    if (before === undefined && invoices.size >= limit) continue;
    invoices.set(number, (before ?? 0) + 1);
    lines += 1;
    const time = before === undefined ? readTime(row.value(map.columns.time) ?? '') : undefined;
    if (time !== undefined) earliest = Math.min(earliest, Date.parse(time.time));
  }
  return { lines, invoices, earliest };
}

/** The invoices of the survey, each when its last line has been read. */
export async function* readInvoices(path: string, map: ReceiptMap, counted: Survey): AsyncGenerator<Invoice> {
  const readTime = timeReader(map.time, map.store.timezone);
  const open = new Map<string, Row[]>();
  let left = counted.invoices.size;
  for await (const row of readRows(path, columnsOf(map), map.delimiter ?? ',')) {
    const number = numberOf(row, map);
    const expected = counted.invoices.get(number);
    if (expected === undefined) continue;
    const rows = open.get(number) ?? [];
    rows.push(row);
    if (rows.length < expected) {
      open.set(number, rows);
      continue;
    }
    open.delete(number);
    yield invoiceOf(number, rows, map, readTime);
    left -= 1;
    if (left === 0) return;
  }
}

function invoiceOf(number: string, rows: readonly Row[], map: ReceiptMap, readTime: TimeReader): Invoice {
  const faults: string[] = [];
  const lines: InvoiceLine[] = [];
  const members = new Set<string>();
  for (const [place, row] of rows.entries()) {
    const line = lineOf(place + 1, row, map);
    if (typeof line === 'string') faults.push(`record ${row.record}: ${line}`);
    else lines.push(line);
    const member = memberOf(row, map);
    if (member !== undefined) members.add(member);
  }
  const first = rows[0]?.value(map.columns.time) ?? '';
  const time = readTime(first);
  if (time === undefined) faults.push(`record ${rows[0]?.record}: ${map.columns.time} "${first}" is not ${map.time}`);
  if (number === '') faults.push(`record ${rows[0]?.record}: ${map.columns.invoice} is empty`);
  if (members.size > 1) faults.push(`it names several customers: ${[...members].join(', ')}`);
  const detail = faults[0];
  if (detail !== undefined || time === undefined) {
    return { kind: 'unreadable', number, detail: detail ?? '', lines, unread: rows.length - lines.length };
  }
  const [member] = members;
  return { kind: kindOf(number, lines, map), number, time, ...(member === undefined ? {} : { member }), lines };
}

function kindOf(number: string, lines: readonly InvoiceLine[], map: ReceiptMap): 'sale' | 'return' {
  const prefix = map.returns?.prefix;
  if (prefix !== undefined) return number.startsWith(prefix) ? 'return' : 'sale';
  return lines.every((line) => line.quantity < 0) ? 'return' : 'sale';
}

/** A text is what is wrong with it. */
function lineOf(line: number, row: Row, map: ReceiptMap): InvoiceLine | string {
  const { columns } = map;
  const text = (column: string | undefined) => (column === undefined ? '' : (row.value(column)?.trim() ?? ''));
  const sku = text(columns.sku);
  const quantity = parseScaled(text(columns.quantity), 3);
  const unitPrice = parseScaled(text(columns.price), map.money.decimals + 4);
  if (sku === '') return `${columns.sku} is empty`;
  if (quantity === undefined) return `${columns.quantity} "${text(columns.quantity)}" is not a number of 3 decimals`;
  if (unitPrice === undefined) {
    return `${columns.price} "${text(columns.price)}" is not a number of ${map.money.decimals + 4} decimals`;
  }
  const name = text(columns.description).slice(0, 256);
  const brand = text(columns.brand);
  return {
    line,
    sku,
    quantity,
    unitPrice,
    category: (columns.category ?? []).map(text).filter((step) => step !== ''),
    ...(name === '' ? {} : { name }),
    ...(brand === '' ? {} : { brand }),
  };
}

function numberOf(row: Row, map: ReceiptMap): string {
  return row.value(map.columns.invoice)?.trim() ?? '';
}

function memberOf(row: Row, map: ReceiptMap): string | undefined {
  const text = map.columns.member === undefined ? '' : (row.value(map.columns.member)?.trim() ?? '');
  if (text === '') return undefined;
  return map.cards?.numeric === true ? text.replace(/\.0*$/, '') : text;
}

function columnsOf(map: ReceiptMap): string[] {
  return Object.values(map.columns).flat();
}
