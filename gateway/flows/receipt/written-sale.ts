/**
 * The text that a sale's fingerprint is taken of, byte for byte as JSON.stringify would write
 * [member, lines, tenders, coupons, carried, returns]: keys are kept for good, and what is sent again must meet the
 * fingerprint it had. Most of it is lines, all of one shape, which are written straight as the bytes to be hashed, in two
 * thirds of the time. Each writer takes the place to write at and gives the place behind.
 */
import type { Receipt, ReceiptLine } from '../../../rules/model/receipt.ts';

/** One for all: nothing is waited for between writing and hashing. What is written past its end is lost, and noticed. */
const bytes = Buffer.allocUnsafeSlow(65_536);

/** As JSON already. */
interface Around {
  readonly member: string;
  readonly carried: string;
  readonly returns: string;
}

/** As bytes that are good until the next call; one in many is too long for them, and a text. */
export function writtenSale({ lines, tenders, coupons }: Receipt, around: Around): Buffer | string {
  let at = raw(`[${around.member},[`, 0);
  for (let index = 0; index < lines.length; index += 1) {
    if (index > 0) at = raw(',', at);
    at = lineAt(lines[index] as ReceiptLine, at);
  }
  at = raw(`],${JSON.stringify(tenders)},`, at);
  at = raw(`,${around.carried},${around.returns}]`, texts(coupons, at));
  if (at <= bytes.length) return bytes.subarray(0, at);
  const decoded = [lines, tenders, coupons].map((part) => JSON.stringify(part)).join(',');
  return `[${around.member},${decoded},${around.carried},${around.returns}]`;
}

function lineAt(line: ReceiptLine, start: number): number {
  let at = integer(line.line, ascii('{"line":', start));
  at = text(line.sku, ascii(',"sku":', at));
  at = integer(line.quantity, ascii(',"quantity":', at));
  at = integer(line.unitPrice, ascii(',"unitPrice":', at));
  at = integer(line.amount, ascii(',"amount":', at));
  if (line.name !== undefined) at = text(line.name, ascii(',"name":', at));
  at = texts(line.category, ascii(',"category":', at));
  if (line.brand !== undefined) at = text(line.brand, ascii(',"brand":', at));
  at = raw(attributesOf(line), ascii(',"attributes":', at));
  at = ascii(line.discountable ? ',"discountable":true' : ',"discountable":false', at);
  at = ascii(line.earnable ? ',"earnable":true' : ',"earnable":false', at);
  if (line.minPrice !== undefined) at = integer(line.minPrice, ascii(',"minPrice":', at));
  return ascii('}', integer(line.manualDiscount, ascii(',"manualDiscount":', at)));
}

/** Most lines have none, and JSON.stringify takes longer to say so. */
function attributesOf({ attributes }: ReceiptLine): string {
  for (const _name in attributes) return JSON.stringify(attributes);
  return '{}';
}

function ascii(text: string, at: number): number {
  for (let index = 0; index < text.length; index += 1) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

/** JSON that may have any character in it, of which none takes more than three bytes. */
function raw(json: string, at: number): number {
  return at + 3 * json.length > bytes.length ? bytes.length + 1 : at + bytes.write(json, at);
}

function texts(items: readonly string[], start: number): number {
  let at = ascii('[', start);
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) at = ascii(',', at);
    at = text(items[index] as string, at);
  }
  return ascii(']', at);
}

/** In quotes and UTF-8; what has to be escaped is left to JSON.stringify. */
function text(value: string, start: number): number {
  let at = start;
  bytes[at++] = 0x22;
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code < 0xe000)) {
      return raw(JSON.stringify(value), start);
    }
    if (code < 0x80) bytes[at++] = code;
    else {
      if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
      else {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      }
      bytes[at++] = 0x80 | (code & 0x3f);
    }
  }
  bytes[at++] = 0x22;
  return at;
}

function integer(value: number, at: number): number {
  if (value < 0 || value >= 1e9) return ascii(String(value), at);
  let end = at + 1;
  for (let power = 10; power <= value; power *= 10) end += 1;
  let left = value;
  for (let place = end - 1; place >= at; place -= 1) {
    const rest = (left / 10) | 0;
    bytes[place] = 0x30 + left - rest * 10;
    left = rest;
  }
  return end;
}
