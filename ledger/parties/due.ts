/** What time alone does to lots, and when. Times are epoch ms. */
import type { Lot } from './party.ts';
import { freeOf } from './spending-order.ts';

const never = Number.POSITIVE_INFINITY;

/** Whatever a lot is by now, one thing befalls it: it becomes active, melts, or expires. */
interface Due {
  readonly at: number;
  readonly lot: number;
  readonly what: 'turn' | 'melt';
}

/** When time will next change one of them; undefined: never. What is pinned waits for its hold. */
export function nextDue(lots: Iterable<Lot>): number | undefined {
  let due = never;
  for (const lot of lots) {
    if (lot.activeAt !== undefined) due = Math.min(due, lot.activeAt);
    else if (freeOf(lot) > 0) due = Math.min(due, lot.expiresAt ?? never, lot.melt?.at ?? never);
  }
  return due === never ? undefined : due;
}

/** All that is due by `at`, in the order of time; of a lot's meltings the first stands for all. */
export function dueBy(lots: Iterable<Lot>, at: number): Due[] {
  const due: Due[] = [];
  for (const { id: lot, activeAt, expiresAt, melt } of lots) {
    const expiry = Math.max(expiresAt ?? never, activeAt ?? -never);
    if (activeAt !== undefined && activeAt <= at) due.push({ lot, at: activeAt, what: 'turn' });
    if (melt !== undefined && melt.at <= at && melt.at < expiry) due.push({ lot, at: melt.at, what: 'melt' });
    if (expiry <= at) due.push({ lot, at: expiry, what: 'turn' });
  }
  return due.length < 2 ? due : due.sort((a, b) => a.at - b.at);
}

/** What has expired by `at` lives for the grace period; what has not, as long as it was to. */
export function longer(expiresAt: number | undefined, at: number, graceMs: number): { expiresAt?: number } {
  return expiresAt !== undefined && expiresAt <= at ? { expiresAt: at + graceMs } : {};
}
