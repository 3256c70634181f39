/**
 * Calendar arithmetic in a store's timezone: when a lot becomes active, when it expires. What is reckoned is kept, since
 * the receipts of one minute of one store share the answers. Such a memory is of pure functions: nothing depends on
 * whether it is warm.
 */
import { Temporal } from 'temporal-polyfill';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const kept = 1_000;

/** Timezone → duration → minute of the epoch → milliseconds added: keys that are there already, none to be put together. */
const additionsMs = new Map<string, Map<string, Map<number, number>>>();
const moments = new Map<string, number>();

/**
 * The moment an ISO 8601 duration after another: P1M after 31 January is the end of February, P1D keeps the wall
 * clock's time where clocks are put forward or back.
 */
export function addDuration(epochMs: number, duration: string, timezone: string): number {
  // Offsets change and days begin on whole minutes, so within a minute the same number of milliseconds is added.
  const minute = Math.floor(epochMs / minuteMs);
  const known = additionsMs.get(timezone)?.get(duration)?.get(minute);
  if (known !== undefined) return epochMs + known;
  const start = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);
  const end = start.add(duration).epochMilliseconds;
  const inZone = additionsMs.get(timezone) ?? keep(additionsMs, timezone, new Map<string, Map<number, number>>());
  keep(inZone.get(duration) ?? keep(inZone, duration, new Map<number, number>()), minute, end - epochMs);
  return end;
}

/** The moment of a wall clock's reading, 2026-12-31T00:00; one that the clocks skip is as much later as they skip. */
export function momentOf(local: string, timezone: string): number {
  const key = `${local} ${timezone}`;
  return (
    moments.get(key) ??
    keep(moments, key, Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds)
  );
}

/** Whole days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

function keep<K, V>(memory: Map<K, V>, key: K, made: V): V {
  if (memory.size >= kept) memory.clear();
  memory.set(key, made);
  return made;
}
