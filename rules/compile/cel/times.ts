/**
 * CEL's timestamp functions, in the store's timezone: now.getHours() is what the clock on the store's wall says.
 * As in CEL, getDate counts from 1; getMonth, getDayOfMonth, getDayOfYear and getDayOfWeek (0 is Sunday) from 0.
 */
import { Temporal } from 'temporal-polyfill';
import type { LocalTime } from '../compiled.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;
const secondMs = 1000;
const dayMs = 86_400_000;

export const timeFunctions: Readonly<Record<string, (time: LocalTime) => number>> = {
  getFullYear: (time) => time.year,
  getMonth: (time) => time.month - 1,
  getDate: (time) => time.day,
  getDayOfMonth: (time) => time.day - 1,
  getDayOfWeek: (time) => time.weekday % 7,
  getDayOfYear: (time) => (Date.parse(time.date) - Date.parse(`${time.date.slice(0, -6)}-01-01`)) / dayMs,
  getHours: (time) => Math.floor(time.timeOfDayMs / hourMs),
  getMinutes: (time) => Math.floor((time.timeOfDayMs % hourMs) / minuteMs),
  getSeconds: (time) => Math.floor((time.timeOfDayMs % minuteMs) / secondMs),
  getMilliseconds: (time) => time.timeOfDayMs % secondMs,
};

/** Epoch ms of timestamp("2026-12-01T00:00:00+03:00"); undefined where the text is no RFC 3339 time. */
export function instantOf(text: string): number | undefined {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}
