/** What a row of personal prices says: percent, amount or price, and when it is valid. */
import { type Row, RowFault } from './row.ts';

export const priceColumns = ['percent', 'amount', 'price'] as const;

export interface PriceTerms {
  /** Hundredths of a percent. */
  readonly percent?: number;
  /** Minor units off each unit. */
  readonly amount?: number;
  /** Minor units for a unit. */
  readonly price?: number;
  /** Epoch ms of the store's wall clock, read as if it were UTC; `to` is the first moment that is too late. */
  readonly from?: number;
  readonly to?: number;
}

const dayMs = 86_400_000;
const maxAmount = 900_000_000_000;

/** @throws RowFault */
export function termsOf(row: Row): PriceTerms {
  const [column, another] = priceColumns.filter((name) => row.value(name) !== undefined);
  if (column === undefined) throw new RowFault(undefined, 'has none of percent, amount and price');
  if (another !== undefined) throw new RowFault(another, `must be empty: the row has a ${column}`);
  const value = row.value(column) ?? '';
  const from = timeOf(row, 'from');
  const to = timeOf(row, 'to');
  if (from !== undefined && to !== undefined && from >= to) throw new RowFault('to', 'is not after from');
  return {
    [column]: column === 'percent' ? percentOf(value) : amountOf(column, value),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function percentOf(text: string): number {
  const [, whole, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  const hundredths = whole === undefined ? Number.NaN : Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
  if (hundredths <= 10_000) return hundredths;
  throw new RowFault('percent', 'must be a number from 0 to 100 with at most 2 decimals, such as 7.5');
}

function amountOf(column: string, text: string): number {
  const amount = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (amount <= maxAmount) return amount;
  throw new RowFault(column, `must be a whole number of minor units from 0 to ${maxAmount}`);
}

/** A day alone is the whole of it, as a `to` too. */
function timeOf(row: Row, column: 'from' | 'to'): number | undefined {
  const text = row.value(column);
  if (text === undefined) return undefined;
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
  const at = Date.parse(`${day}T${time ?? '00:00'}Z`);
  // A day that is not, the 30th of February, comes out as another one.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(day ?? '-')) {
    return column === 'to' && time === undefined ? at + dayMs : at;
  }
  throw new RowFault(column, 'must be a day such as 2026-11-22, or a time of the store such as 2026-11-22T18:00');
}
