/**
 * The name of the calendar period that a moment falls into, in the store's timezone. Names of one kind sort as text in
 * the order of time: 2026-11-22, 2026-W47, 2026-11, 2026-Q4, 2026, total.
 */
import type { LimitPeriod, LocalTime } from '../compile/compiled.ts';

export function periodName(per: LimitPeriod, now: LocalTime): string {
  switch (per) {
    case 'day':
      return now.date;
    case 'week':
      return now.week;
    case 'month':
      return now.date.slice(0, 7);
    case 'quarter':
      return `${now.year}-Q${Math.ceil(now.month / 3)}`;
    case 'year':
      return String(now.year);
    case 'receipt':
    case 'total':
      return per;
  }
}

/** Which kind of period a name is of; undefined for one that never passes. */
export function periodKind(name: string): 'day' | 'week' | 'month' | 'quarter' | 'year' | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(name)) return 'day';
  if (/^\d{4}-W\d{2}$/.test(name)) return 'week';
  if (/^\d{4}-\d{2}$/.test(name)) return 'month';
  if (/^\d{4}-Q\d$/.test(name)) return 'quarter';
  if (/^\d{4}$/.test(name)) return 'year';
  return undefined;
}
