/**
 * active: {from, to}: from included, to not. Both are readings of the store's clock and become instants there, so that
 * an hour that comes twice in autumn cannot switch a rule on twice.
 */
import type { LocalTime } from '../compiled.ts';
import { momentOf } from '../local-time.ts';
import type { Gate } from './gate.ts';

export function activeGate({ from, to }: { from?: string; to?: string }): Gate {
  const began = ({ epochMs, timezone }: LocalTime) => from === undefined || momentOf(from, timezone) <= epochMs;
  const goesOn = ({ epochMs, timezone }: LocalTime) => to === undefined || epochMs < momentOf(to, timezone);
  return {
    pass: ({ now }) => began(now) && goesOn(now),
    explain: ({ now }) =>
      began(now) ? `ended at ${to}; it is ${clock(now)}` : `begins at ${from}; it is ${clock(now)}`,
  };
}

/** 2026-11-22T17:59:59, as the store's clock shows it. */
export function clock({ date, timeOfDayMs }: LocalTime): string {
  return `${date}T${new Date(timeOfDayMs).toISOString().slice(11, 19)}`;
}
