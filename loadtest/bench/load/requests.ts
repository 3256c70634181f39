import type { Operation } from '../options.ts';

export function pathOf(operation: Operation): string {
  return operation === 'quotes' ? '/v1/quotes' : '/v1/receipts';
}

export function headersOf(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
}
