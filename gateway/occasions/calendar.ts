/**
 * Which days and periods there are to be gone through, by a programme's own clock. A round is named by the day it begins:
 * that of the birthdays; of a period, the first day after it.
 *
 * Birthdays and tiers are looked through as their day begins. A period is reckoned a day after it has ended: a till may be
 * a day late with a receipt, and what is given for a quarter is given once.
 */
import { Temporal } from 'temporal-polyfill';
import { localTime, momentOf } from '../../rules/compile/local-time.ts';

export type Happens = 'birthday' | 'tier' | 'period:month' | 'period:quarter' | 'period:year';

/** What comes by the calendar. */
export const byCalendar: readonly Happens[] = ['birthday', 'tier', 'period:month', 'period:quarter', 'period:year'];

const dayMs = 86_400_000;
const lagMs: Readonly<Record<Happens, number>> = {
  birthday: 0,
  tier: 0,
  'period:month': dayMs,
  'period:quarter': dayMs,
  'period:year': dayMs,
};
const steps: Readonly<Record<Happens, Temporal.DurationLike>> = {
  birthday: { days: 1 },
  tier: { days: 1 },
  'period:month': { months: 1 },
  'period:quarter': { months: 3 },
  'period:year': { years: 1 },
};
/** After a longer standstill the oldest are left out: nobody is congratulated months later. */
const caughtUp: Readonly<Record<Happens, Temporal.DurationLike>> = {
  birthday: { days: 31 },
  tier: { days: 1 },
  'period:month': { months: 13 },
  'period:quarter': { months: 15 },
  'period:year': { years: 2 },
};

/** The newest round that may be gone through at a moment, epoch ms. */
export function newestRound(happens: Happens, timezone: string, now: number): string {
  return roundBegun(happens, localTime(now - lagMs[happens], timezone).date);
}

/** The one that counts as done when rules on it are met for the first time: they are in force from here on. */
export function roundBefore(happens: Happens, timezone: string, now: number): string {
  const begun = roundBegun(happens, localTime(now, timezone).date);
  return happens === 'birthday' ? Temporal.PlainDate.from(begun).subtract({ days: 1 }).toString() : begun;
}

export function nextRound(happens: Happens, round: string): string {
  return Temporal.PlainDate.from(round).add(steps[happens]).toString();
}

/** `round`, or the oldest that is still caught up with. */
export function notTooOld(happens: Happens, round: string, newest: string): string {
  const oldest = roundBegun(happens, Temporal.PlainDate.from(newest).subtract(caughtUp[happens]).toString());
  return round < oldest ? oldest : round;
}

/** The moment a round begins, epoch ms: as of which everything is evaluated. */
export function momentOfRound(round: string, timezone: string): number {
  return momentOf(`${round}T00:00`, timezone);
}

/** Birthdays of a day, 1122 for 22 November. In common years those born on 29 February have theirs on the 28th. */
export function daysBorn(round: string): readonly [number, number] {
  const { month, day, inLeapYear } = Temporal.PlainDate.from(round);
  const own = month * 100 + day;
  return [own, own === 228 && !inLeapYear ? 229 : own];
}

/** 2026-Q3 for the round that begins on 2026-10-01. */
export function periodOfRound(happens: Happens, round: string): string {
  const { year, month } = Temporal.PlainDate.from(round).subtract({ days: 1 });
  if (happens === 'period:year') return String(year);
  if (happens === 'period:quarter') return `${year}-Q${Math.ceil(month / 3)}`;
  return `${year}-${String(month).padStart(2, '0')}`;
}

function roundBegun(happens: Happens, date: string): string {
  const day = Temporal.PlainDate.from(date);
  if (happens === 'birthday' || happens === 'tier') return date;
  const first = day.with({ day: 1 });
  if (happens === 'period:month') return first.toString();
  const month = happens === 'period:year' ? 1 : Math.floor((day.month - 1) / 3) * 3 + 1;
  return first.with({ month }).toString();
}
