/**
 * What a counter counts over: a calendar period of the store, or a window that rolls with its days.
 *
 *   month   this month; -1 is the one before it
 *   P90D    the 90 days that end with today; -1: the 90 days before those
 *   P1M     today and every day after the same day of last month: on 31 March from 1 March (the day of last month is 28
 *           February), on 15 March from 16 February
 *
 * A party keeps a sum for each period, or for each day of a rolling window. How long is written in the counter's key,
 * `code~window~digest`, so that nobody needs the programme to know what may be forgotten: 24 earlier periods of a
 * calendar counter, 120 where a condition asks for more (`month+120`); of a rolling one as many earlier windows as are asked for
 * (`P90D+1`). And 62 days more, since an offline till may send a receipt of a month ago, which must be told what was true then.
 */
import { Temporal } from 'temporal-polyfill';
import type { LocalTime } from '../compile/compiled.ts';
import { localTime } from '../compile/local-time.ts';
import { periodName } from '../evaluate/period.ts';
import { type Buckets, sumOfDays } from './buckets.ts';

const calendarPeriods = ['day', 'week', 'month', 'quarter', 'year'] as const;
type CalendarPeriod = (typeof calendarPeriods)[number];

export interface CounterWindow {
  /** Of the calendar, or an ISO 8601 duration of days or longer. */
  readonly per: CalendarPeriod | { readonly last: string };
  /** Earlier periods or windows that are kept. */
  readonly past: number;
}

const dayMs = 86_400_000;
const lateDays = 62;
const keptPeriods = 24;
/** As far back as a condition may ask. */
const mostPeriods = 120;

/** The window of the document with what is kept of it, where conditions ask for the `asked`-th one before; undefined: it is none. */
export function readWindow(text: string, asked: number): CounterWindow | undefined {
  const calendar = calendarPeriods.find((period) => period === text);
  if (calendar !== undefined) return { per: calendar, past: asked > keptPeriods ? mostPeriods : keptPeriods };
  try {
    const duration = Temporal.Duration.from(text);
    const whole = duration.sign === 1 && Temporal.Duration.compare(daysOnly(duration), duration, { relativeTo }) === 0;
    return whole ? { per: { last: duration.toString() }, past: asked } : undefined;
  } catch {
    return undefined;
  }
}

const relativeTo = Temporal.PlainDate.from('2000-01-01');

function daysOnly({ years, months, weeks, days }: Temporal.Duration): Temporal.Duration {
  return Temporal.Duration.from({ years, months, weeks, days });
}

/** Days that are kept at most, lateness apart. */
export function daysKept({ per, past }: CounterWindow): number {
  if (typeof per === 'string') return 0;
  const { years, months, weeks, days } = Temporal.Duration.from(per.last);
  return (past + 1) * (years * 366 + months * 31 + weeks * 7 + days);
}

export function windowText({ per, past }: CounterWindow): string {
  const text = typeof per === 'string' ? per : per.last;
  return past === (typeof per === 'string' ? keptPeriods : 0) ? text : `${text}+${past}`;
}

const windows = new Map<string, CounterWindow>();

/** Of a counter's key. */
export function windowOf(key: string): CounterWindow {
  const text = key.split('~')[1] ?? '';
  let window = windows.get(text);
  if (window === undefined) {
    const [name = '', past] = text.split('+');
    window = readWindow(name, Number(past ?? 0));
    if (window === undefined) throw new Error(`the counter ${key} has no window`);
    windows.set(text, window);
  }
  return window;
}

/** Where a receipt of this moment is counted. */
export function bucketOf({ per }: CounterWindow, now: LocalTime): string {
  return periodName(typeof per === 'string' ? per : 'day', now);
}

/** The sum of the window that ends with `now`, or of the `back`-th one before. */
export function sumIn(buckets: Buckets, { per }: CounterWindow, now: LocalTime, back = 0): number {
  if (typeof per === 'string') return Number(buckets[periodBefore(per, now.date, back)] ?? 0);
  return sumOfDays(buckets, dayBefore(now.date, per.last, back + 1), dayBefore(now.date, per.last, back));
}

/** What is counted in `bucket` belongs to the window that ends with the bucket `end`. */
export function isWithin({ per }: CounterWindow, bucket: string, end: string): boolean {
  return typeof per === 'string' ? bucket === end : bucket <= end && bucket > dayBefore(end, per.last, 1);
}

/** The oldest bucket that is still kept at a moment, epoch ms. */
export function oldestKept({ per, past }: CounterWindow, atMs: number, timezone: string): string {
  const { date } = localTime(atMs - lateDays * dayMs, timezone);
  return typeof per === 'string' ? periodBefore(per, date, past) : dayBefore(date, per.last, past + 1);
}

/** The period that a day is in, or the `back`-th one before it. */
function periodBefore(per: CalendarPeriod, date: string, back: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const days = per === 'day' ? back : per === 'week' ? 7 * back : 0;
  const months = per === 'month' ? back : per === 'quarter' ? 3 * back : per === 'year' ? 12 * back : 0;
  // The first of a month lest the 31st of one be the 1st of another; weeks and days are told from the day itself.
  const noonMs = Date.UTC(year, month - 1 - months, months === 0 ? day - days : 1, 12);
  return periodName(per, localTime(noonMs, 'UTC'));
}

const daysBefore = new Map<string, string>();
const daysRemembered = 5_000;

/** So many durations before a day, by the calendar. Receipts of one day share the answer. */
function dayBefore(date: string, duration: string, times: number): string {
  if (times === 0) return date;
  const asked = `${date} ${duration} ${times}`;
  let day = daysBefore.get(asked);
  if (day === undefined) {
    const { years, months, weeks, days } = Temporal.Duration.from(duration);
    const whole = { years: years * times, months: months * times, weeks: weeks * times, days: days * times };
    day = Temporal.PlainDate.from(date).subtract(whole).toString();
    if (daysBefore.size >= daysRemembered) daysBefore.clear();
    daysBefore.set(asked, day);
  }
  return day;
}

const daysIn: Readonly<Record<CalendarPeriod, number>> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };

/** A moment, epoch ms, before which nothing that happened is kept at `nowMs`, wherever the store is. */
export function firstKept(window: CounterWindow, nowMs: number): number {
  const { per, past } = window;
  const days = typeof per === 'string' ? daysIn[per] * (past + 1) : daysKept(window);
  return nowMs - (days + lateDays + 2) * dayMs;
}
