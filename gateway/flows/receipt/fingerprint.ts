/**
 * What makes two receipts of one number the same receipt: member, lines, tenders, coupons and what they bring back; not
 * the quote, holds or charge they come with, nor JSON's or MessagePack's way of writing them.
 */
import { hash } from 'node:crypto';
import type { Receipt } from '../../../rules/model/receipt.ts';
import type { WireCommit } from '../../contract/receipt.ts';
import type { WireReturn } from '../../contract/return.ts';
import { writtenSale } from './written-sale.ts';

export function fingerprintOfSale({ member, lines, returns }: WireCommit, decoded: Receipt): Buffer {
  // Decoded lines and tenders have their defaults, and their fields in one order.
  const written = writtenSale(decoded, {
    member: member === undefined ? 'null' : JSON.stringify(member),
    carried: carriedOf(lines),
    returns: returns === undefined ? 'null' : JSON.stringify(inOrder(returns)),
  });
  return hash('sha256', written, 'buffer');
}

/** Carried, but not evaluated. */
function carriedOf(lines: WireCommit['lines']): string {
  let text = '';
  for (const line of lines) {
    text += `${text === '' ? '[' : ','}${line.void === true ? JSON.stringify(inOrder(line)) : (line.taxRate ?? null)}`;
  }
  return text === '' ? '[]' : `${text}]`;
}

export function fingerprintOfReturn({ receipt, member, lines }: WireReturn): Buffer {
  return digest([inOrder(receipt), member, inOrder(lines)]);
}

const digest = (parts: readonly unknown[]): Buffer => hash('sha256', JSON.stringify(parts), 'buffer');

/** The value with the fields of every object sorted by name. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, item]) => [name, inOrder(item)] as const);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}
