import type { Operation } from '../options.ts';
import type { LoadOrder } from './order.ts';

export function pathOf(operation: Operation): string {
  return operation === 'quotes' ? '/v1/quotes' : '/v1/receipts';
}

/** A connection keeps to one till. */
export function keyOf({ keys }: LoadOrder, ordinal: number): string {
  return keys[ordinal % keys.length] ?? '';
}

export function headersOf(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
}
