import { Temporal } from 'temporal-polyfill';

/**
 * When a code that is issued at a moment expires, both in epoch ms. Days and months are those of a calendar, in the
 * timezone of whoever issues it.
 */
export function expiryOf(issuedAt: number, expireAfter: string | undefined, timezone: string): number | undefined {
  if (expireAfter === undefined) return undefined;
  const issued = Temporal.Instant.fromEpochMilliseconds(issuedAt).toZonedDateTimeISO(timezone);
  return issued.add(expireAfter).epochMilliseconds;
}

/** Why a text cannot be what codes live for; undefined: it can. */
export function faultOfDuration(text: string): string | undefined {
  const duration = orUndefined(() => Temporal.Duration.from(text));
  if (duration === undefined) return 'must be an ISO 8601 duration such as P30D';
  if (duration.sign <= 0) return 'must be longer than nothing';
  const start = Temporal.PlainDate.from('2000-01-01');
  const end = orUndefined(() => start.add(duration));
  return end === undefined || end.year > 2200 ? 'must be at most 200 years' : undefined;
}

/** What Temporal cannot read, or not reckon with, it says by a RangeError. */
function orUndefined<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
