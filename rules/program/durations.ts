/** ISO 8601 durations of a programme: of fixed length (PT15M, P30D) or by the calendar (P1M, P1Y). */
import { Temporal } from 'temporal-polyfill';

/** A positive duration, or undefined where the text is none. */
export function parseDuration(text: string): Temporal.Duration | undefined {
  try {
    const duration = Temporal.Duration.from(text);
    return duration.sign === 1 ? duration : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds of a duration whose length no calendar changes; a day is 24 hours. Undefined for months and years. */
export function fixedMs(text: string): number | undefined {
  const duration = parseDuration(text);
  if (duration === undefined || duration.years !== 0 || duration.months !== 0) return undefined;
  const days = duration.weeks * 7 + duration.days;
  return Temporal.Duration.from({ hours: days * 24 })
    .add(duration.with({ weeks: 0, days: 0 }))
    .total('milliseconds');
}

/** A duration as months of the calendar, and milliseconds beside them; a day is 24 hours. */
export function lengthOf(text: string): { months: number; ms: number } {
  const duration = parseDuration(text);
  if (duration === undefined) throw new Error(`the duration ${text} of a checked programme is none`);
  const rest = duration.with({ years: 0, months: 0 });
  return { months: duration.years * 12 + duration.months, ms: rest.blank ? 0 : (fixedMs(rest.toString()) ?? 0) };
}
