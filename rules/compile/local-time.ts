/**
 * The wall clock of a store at an instant. Every receipt asks, so offsets are kept: between two changes of a zone's
 * offset (daylight saving, a new law) the offset is one number, and a receipt mostly falls where the last one did.
 */
import { Temporal } from 'temporal-polyfill';
import type { LocalTime } from './compiled.ts';

/** One offset and how long it holds: fromMs ≤ epochMs < toMs. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

const dayMs = 86_400_000;
/** Two changes a year make this several centuries; a replay of stranger history only loses what was kept. */
const spansKept = 1000;

const spansByZone = new Map<string, { last: Span; readonly spans: Span[] }>();

/** @throws RangeError for a timezone that IANA does not know, or an instant outside the calendar. */
export function localTime(epochMs: number, timezone: string): LocalTime {
  const wallMs = epochMs + offsetAt(epochMs, timezone);
  const dayNumber = Math.floor(wallMs / dayMs);
  // Receipts of a moment are of one day, or of two while midnight passes over a country.
  if (dayNumber !== lastDay.number) lastDay = { number: dayNumber, calendar: calendarOf(dayNumber) };
  const { date, year, month, day, daysInMonth, weekday, week } = lastDay.calendar;
  const timeOfDayMs = wallMs - dayNumber * dayMs;
  return { epochMs, timezone, date, year, month, day, daysInMonth, weekday, week, timeOfDayMs };
}

type CalendarDay = Omit<LocalTime, 'epochMs' | 'timezone' | 'timeOfDayMs'>;

let lastDay: { readonly number: number; readonly calendar: CalendarDay } = { number: 0, calendar: calendarOf(0) };

function calendarOf(dayNumber: number): CalendarDay {
  const date = new Date(dayNumber * dayMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + 1;
  const day = date.getUTCDate();
  const weekday = date.getUTCDay() || 7;
  return {
    date: isoDate(year, month, day),
    year,
    month,
    day,
    daysInMonth: daysInMonth(year, month),
    weekday,
    week: isoWeek(dayNumber, weekday),
  };
}

const moments = new Map<string, number>();
const momentsKept = 5000;

/**
 * Epoch ms of a wall clock's reading, 2026-12-31T00:00. A reading that the clock skips is moved on by what it skips; of
 * one that comes twice it is the first.
 */
export function momentOf(local: string, timezone: string): number {
  const key = `${local} ${timezone}`;
  let epochMs = moments.get(key);
  if (epochMs === undefined) {
    epochMs = Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
    if (moments.size >= momentsKept) moments.clear();
    moments.set(key, epochMs);
  }
  return epochMs;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function offsetAt(epochMs: number, timezone: string): number {
  const kept = spansByZone.get(timezone);
  if (kept !== undefined) {
    if (holds(kept.last, epochMs)) return kept.last.offsetMs;
    const known = kept.spans.find((span) => holds(span, epochMs));
    if (known !== undefined) {
      kept.last = known;
      return known.offsetMs;
    }
  }
  const span = spanAt(epochMs, timezone);
  const spans = kept === undefined || kept.spans.length >= spansKept ? [] : kept.spans;
  spans.push(span);
  spansByZone.set(timezone, { last: span, spans });
  return span.offsetMs;
}

function holds(span: Span, epochMs: number): boolean {
  return span.fromMs <= epochMs && epochMs < span.toMs;
}

function spanAt(epochMs: number, timezone: string): Span {
  const there = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);
  // The change at this very instant is "previous" only of the next one.
  const since = there.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const until = there.getTimeZoneTransition('next');
  return {
    fromMs: since?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    toMs: until?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: there.offsetNanoseconds / 1_000_000,
  };
}

/** Weeks belong to the year of their Thursday. */
function isoWeek(dayNumber: number, weekday: number): string {
  const thursday = dayNumber - weekday + 4;
  const year = new Date(thursday * dayMs).getUTCFullYear();
  const firstDay = Math.floor(Date.UTC(year, 0, 1) / dayMs);
  const week = Math.floor((thursday - firstDay) / 7) + 1;
  return `${year}-W${pad(week)}`;
}

function isoDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
