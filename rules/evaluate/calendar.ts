/**
 * Calendar arithmetic in a store's timezone: when a lot becomes active, when it expires. What is reckoned is kept, since
 * the receipts of one minute of one store share the answers. Such a memory is of pure functions: nothing depends on
 * whether it is warm.
 */
import { Temporal } from 'temporal-polyfill';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const kept = 5_000;

const additionsMs = new Map<string, number>();
const moments = new Map<string, number>();

/**
 * The moment an ISO 8601 duration after another: P1M after 31 January is the end of February, P1D keeps the wall
 * clock's time where clocks are put forward or back.
 */
export function addDuration(epochMs: number, duration: string, timezone: string): number {
  // Offsets change and days begin on whole minutes, so within a minute the same number of milliseconds is added.
  const added = remember(additionsMs, `${Math.floor(epochMs / minuteMs)} ${duration} ${timezone}`, () => {
    const start = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);
    return start.add(duration).epochMilliseconds - epochMs;
  });
  return epochMs + added;
}

/** The moment of a wall clock's reading, 2026-12-31T00:00; one that the clocks skip is as much later as they skip. */
export function momentOf(local: string, timezone: string): number {
  return remember(moments, `${local} ${timezone}`, () => {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(timezone).epochMilliseconds;
  });
}

/** Whole days from one ISO date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

function remember(memory: Map<string, number>, key: string, make: () => number): number {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (memory.size >= kept) memory.clear();
  memory.set(key, made);
  return made;
}
