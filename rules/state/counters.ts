/**
 * What a party's counters hold, and how a receipt changes it: added when it is committed, taken off in the period it was
 * counted in when goods of it come back or it is cancelled. Sums that come to nothing are dropped.
 */
import type { LocalTime } from '../compile/compiled.ts';
import type { CounterPolicy } from '../model/facts-policy.ts';
import type { PartyFacts, ReachedLevel, TierFacts } from '../model/member-state.ts';
import { addTo, type Buckets, withoutOlder } from './buckets.ts';
import { isWithin, oldestKept, sumIn, windowOf } from './counter-window.ts';

/** By the counter's key: what changes, and in which period or on which day. */
export type Changes = Readonly<Record<string, { readonly in: string; readonly added: number }>>;

const none: Buckets = {};

/** As it is told to rules: quantities in units. */
export function counterAt(facts: PartyFacts, { key, of }: CounterPolicy, now: LocalTime, back = 0): number {
  const sum = sumIn(facts.counters?.[key] ?? none, windowOf(key), now, back);
  return of === 'quantity' ? sum / 1000 : sum;
}

/** `sign` −1 takes back. The levels that a changed counter had reached are reached by more, or by less. */
export function changeCounters(facts: PartyFacts, changes: Changes, sign: 1 | -1 = 1): PartyFacts {
  if (Object.keys(changes).length === 0) return facts;
  const counters: Record<string, Buckets> = { ...facts.counters };
  for (const [key, { in: bucket, added }] of Object.entries(changes)) {
    const buckets = addTo(counters[key] ?? none, windowOf(key), bucket, sign * added);
    if (Object.keys(buckets).length === 0) delete counters[key];
    else counters[key] = buckets;
  }
  const { counters: _, ...rest } = facts;
  return { ...rest, ...kept(counters), ...reachedBy(facts, changes, sign) };
}

/** Forgets the periods and days that nobody can ask for any more. */
export function forgetCounters(facts: PartyFacts, atMs: number, timezone: string): PartyFacts {
  if (facts.counters === undefined) return facts;
  const counters: Record<string, Buckets> = {};
  let forgotten = false;
  for (const [key, buckets] of Object.entries(facts.counters)) {
    const window = windowOf(key);
    const left = withoutOlder(buckets, window, oldestKept(window, atMs, timezone));
    forgotten ||= left !== buckets;
    if (Object.keys(left).length > 0) counters[key] = left;
  }
  if (!forgotten) return facts;
  const { counters: _, ...rest } = facts;
  return { ...rest, ...kept(counters) };
}

function kept(counters: Readonly<Record<string, Buckets>>): Pick<PartyFacts, 'counters'> {
  return Object.keys(counters).length === 0 ? {} : { counters };
}

function reachedBy({ tiers }: PartyFacts, changes: Changes, sign: 1 | -1): Pick<PartyFacts, 'tiers'> {
  if (tiers === undefined) return {};
  const after = Object.entries(tiers).map(([programme, tier]): [string, TierFacts] => [
    programme,
    { ...tier, reached: tier.reached.map((level) => changed(level, changes[level.by], sign)) },
  ]);
  return { tiers: Object.fromEntries(after) };
}

function changed(level: ReachedLevel, change: Changes[string] | undefined, sign: 1 | -1): ReachedLevel {
  if (change === undefined || !isWithin(windowOf(level.by), change.in, level.in)) return level;
  return { ...level, over: level.over + sign * change.added };
}
