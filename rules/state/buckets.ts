/**
 * The sums of one counter as a party keeps them: small, since they are read and written with every receipt.
 *
 *   of a calendar period   {"2026-10": 1200, "2026-11": 300}
 *   of a rolling window    {"2026-11": [21, 1200, 22, 300]}   by month, each day that has anything with its sum
 */
import type { CounterWindow } from './counter-window.ts';

export type Buckets = Readonly<Record<string, number | readonly number[]>>;

/** `bucket`: the name of a period, 2026-11, or of a day, 2026-11-22. A sum that comes to nothing is dropped. */
export function addTo(buckets: Buckets, { per }: CounterWindow, bucket: string, added: number): Buckets {
  const name = typeof per === 'string' ? bucket : bucket.slice(0, 7);
  const before = buckets[name];
  const after = typeof per === 'string' ? Number(before ?? 0) + added : addToDay(before, dayOf(bucket), added);
  if (after !== 0 && (typeof after === 'number' || after.length > 0)) return { ...buckets, [name]: after };
  const { [name]: _, ...others } = buckets;
  return others;
}

function addToDay(month: number | readonly number[] | undefined, day: number, added: number): readonly number[] {
  const days = typeof month === 'object' ? [...month] : [];
  const at = days.findIndex((one, index) => index % 2 === 0 && one === day);
  if (at < 0) return added === 0 ? days : [...days, day, added];
  const sum = (days[at + 1] ?? 0) + added;
  days.splice(at, 2, ...(sum === 0 ? [] : [day, sum]));
  return days;
}

/** Of the days after one and up to another, both ISO dates. */
export function sumOfDays(buckets: Buckets, after: string, last: string): number {
  const [firstMonth, lastMonth] = [after.slice(0, 7), last.slice(0, 7)];
  let sum = 0;
  for (const [month, days] of Object.entries(buckets)) {
    if (month < firstMonth || month > lastMonth || typeof days === 'number') continue;
    const from = month === firstMonth ? dayOf(after) : 0;
    const to = month === lastMonth ? dayOf(last) : 31;
    for (let at = 0; at < days.length; at += 2) {
      const day = days[at] as number;
      if (day > from && day <= to) sum += days[at + 1] as number;
    }
  }
  return sum;
}

/** `oldest`: the name of the oldest period or day that is kept; days are forgotten by the month. */
export function withoutOlder(buckets: Buckets, { per }: CounterWindow, oldest: string): Buckets {
  const name = typeof per === 'string' ? oldest : oldest.slice(0, 7);
  const kept = Object.entries(buckets).filter(([bucket]) => bucket >= name);
  return kept.length === Object.keys(buckets).length ? buckets : Object.fromEntries(kept);
}

function dayOf(date: string): number {
  return Number(date.slice(8, 10));
}
