/**
 * Points that melt: every so often what is left of a lot, and not pinned by a hold, loses a percentage, rounded down in
 * the house's favour.
 *
 *   1000 points that melt 10% every P7D             → 900 after 7 days, 810 after 14, 729 after 21, 656 after 28
 *   5 of them                                       → 4
 *
 * Moments are counted from `since`: so many milliseconds, and so many months by the calendar of UTC, on the last day of a
 * month that has no such day. What is pinned keeps its worth until its hold resolves; what is then let go melts as often as
 * the lot has meanwhile (`times`).
 */
import type { Melt } from '../../rules/model/evaluation.ts';
import { portion } from '../receipts/portion.ts';

export interface LotMelt extends Melt {
  /** Epoch ms from which the moments are counted: when the lot became active. */
  readonly since: number;
  /** How often it has melted. */
  readonly times: number;
  /** When it melts next, epoch ms. */
  readonly at: number;
}

const whole = 10_000;

export function meltingFrom({ every, months, ms, percent }: Melt, since: number): LotMelt {
  const terms = { every, months, ms, percent, since };
  return { ...terms, times: 0, at: momentOf(terms, 1) };
}

/** Whether two lots melt at the same moments and by as much. */
export function meltAlike(one: LotMelt | undefined, other: LotMelt | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.every === other.every && one.percent === other.percent && one.at === other.at;
}

/** What is left of so many points after melting so many times. */
export function melted(points: number, { percent }: Melt, times: number): number {
  const kept = whole - Math.round(percent * 100);
  let left = points;
  for (let time = 0; time < times && left > 0; time += 1) left = portion(left, kept, whole);
  return left;
}

/** The same lot once everything due by `until` has been done to it. */
export function advanced(melt: LotMelt, until: number): LotMelt {
  if (melt.at > until) return melt;
  let { times } = melt;
  // With months the calendar is asked moment by moment; a lot is not that old.
  if (melt.months === 0) times = Math.floor((until - melt.since) / melt.ms);
  else while (momentOf(melt, times + 1) <= until) times += 1;
  return { ...melt, times, at: momentOf(melt, times + 1) };
}

function momentOf({ months, ms, since }: Pick<LotMelt, 'months' | 'ms' | 'since'>, time: number): number {
  return (months === 0 ? since : monthsAfter(since, months * time)) + ms * time;
}

function monthsAfter(epochMs: number, months: number): number {
  const start = new Date(epochMs);
  const moved = new Date(epochMs);
  moved.setUTCDate(1);
  moved.setUTCMonth(start.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return moved.getTime();
}
