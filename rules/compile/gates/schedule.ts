/**
 * schedule: [{days, hours, monthDays}]: any of the list; within one, all that is given. By the store's wall clock:
 *
 *   hours "18:00-21:00"           17:59:59 no, 18:00:00 yes, 20:59:59 yes, 21:00:00 no
 *   hours "22:00-02:00", day fri  Friday 22:00 to Saturday 02:00: the window belongs to the day it starts
 *   monthDays 31                  only in months that have one; −1 is the last day, −2 the one before
 */
import type { ScheduleDocument } from '../../program/schema/rule.ts';
import type { LocalTime } from '../compiled.ts';
import { daysInMonth } from '../local-time.ts';
import { clock } from './active.ts';
import type { Gate } from './gate.ts';

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const dayMs = 86_400_000;

/** Milliseconds since midnight; an overnight window ends on the day after it starts. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly overnight: boolean;
}

interface Day {
  readonly weekday: number;
  readonly day: number;
  readonly daysInMonth: number;
}

export function scheduleGate(documents: readonly ScheduleDocument[]): Gate {
  const entries = documents.map(compileEntry);
  const words = documents.map(inWords).join(' or ');
  return {
    pass({ now }) {
      for (const entry of entries) if (entry(now)) return true;
      return false;
    },
    explain: ({ now }) => `${dayNames[now.weekday - 1]} ${clock(now)} is outside ${words}`,
  };
}

function compileEntry({ days, hours, monthDays }: ScheduleDocument): (now: LocalTime) => boolean {
  const weekdays = days === undefined ? undefined : new Set(days.map((name) => dayNames.indexOf(name) + 1));
  const numbers = monthDays === undefined ? undefined : new Set(monthDays);
  const windows = hours?.map(windowOf);
  const onDay = (day: Day): boolean => {
    if (weekdays !== undefined && !weekdays.has(day.weekday)) return false;
    return numbers === undefined || numbers.has(day.day) || numbers.has(day.day - day.daysInMonth - 1);
  };
  const during = ({ fromMs, toMs, overnight }: Window, now: LocalTime): boolean => {
    if (!overnight) return fromMs <= now.timeOfDayMs && now.timeOfDayMs < toMs && onDay(now);
    if (now.timeOfDayMs >= fromMs) return onDay(now);
    // Where every day will do, yesterday need not be known.
    return now.timeOfDayMs < toMs && ((weekdays === undefined && numbers === undefined) || onDay(dayBefore(now)));
  };
  return (now) => {
    if (windows === undefined) return onDay(now);
    for (const window of windows) if (during(window, now)) return true;
    return false;
  };
}

function windowOf(hours: string): Window {
  const [from = '', to = ''] = hours.split('-');
  const fromMs = timeOfDay(from);
  const toMs = timeOfDay(to);
  return { fromMs, toMs, overnight: toMs <= fromMs };
}

/** Milliseconds since midnight of "18:00"; "24:00" is the end of the day. */
function timeOfDay(text: string): number {
  const [hours, minutes] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function dayBefore({ year, month, day, weekday }: LocalTime): Day {
  const date = new Date(Date.UTC(year, month - 1, day) - dayMs);
  return {
    weekday: weekday === 1 ? 7 : weekday - 1,
    day: date.getUTCDate(),
    daysInMonth: daysInMonth(date.getUTCFullYear(), date.getUTCMonth() + 1),
  };
}

/** "fri, sat 18:00-21:00", "day 31 of the month", "18:00-21:00 on the last day of the month". */
function inWords({ days, hours, monthDays }: ScheduleDocument): string {
  const parts = [days?.join(', '), hours?.join(', ')].filter((part) => part !== undefined);
  if (monthDays === undefined) return parts.join(' ');
  const named = `${monthDays.map(dayInWords).join(' or ')} of the month`;
  return parts.length === 0 ? named : `${parts.join(' ')} on ${named}`;
}

function dayInWords(day: number): string {
  if (day > 0) return `day ${day}`;
  return day === -1 ? 'the last day' : `day ${-day} from the end`;
}
