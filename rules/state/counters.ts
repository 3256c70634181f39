/**
 * What a party's counters hold, and how a receipt changes it: added when it is committed, taken off in the period it was
 * counted in when goods of it come back or it is cancelled. Sums that come to nothing are dropped.
 */
import type { LocalTime } from '../compile/compiled.ts';
import type { CounterPolicy } from '../model/facts-policy.ts';
import type { PartyFacts, ReachedLevel, TierFacts } from '../model/member-state.ts';
import { type Buckets, isWithin, oldestKept, sumIn, windowOf } from './counter-window.ts';

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
  for (const [key, change] of Object.entries(changes)) {
    const { [change.in]: before = 0, ...others } = counters[key] ?? none;
    const sum = before + sign * change.added;
    counters[key] = sum === 0 ? others : { ...others, [change.in]: sum };
  }
  const { counters: _, ...rest } = facts;
  return { ...rest, ...kept(counters), ...reachedBy(facts, changes, sign) };
}

/** Forgets the periods and days that nobody can ask for any more. */
export function forgetCounters(facts: PartyFacts, atMs: number, timezone: string): PartyFacts {
  if (facts.counters === undefined) return facts;
  const { counters: _, ...rest } = facts;
  const counters = Object.entries(facts.counters).map(([key, buckets]): [string, Buckets] => {
    const oldest = oldestKept(windowOf(key), atMs, timezone);
    const past = Object.keys(buckets).some((bucket) => bucket < oldest);
    if (!past) return [key, buckets];
    return [key, Object.fromEntries(Object.entries(buckets).filter(([bucket]) => bucket >= oldest))];
  });
  return { ...rest, ...kept(Object.fromEntries(counters)) };
}

function kept(counters: Readonly<Record<string, Buckets>>): Pick<PartyFacts, 'counters'> {
  const filled = Object.entries(counters).filter(([, buckets]) => Object.keys(buckets).length > 0);
  return filled.length === 0 ? {} : { counters: Object.fromEntries(filled) };
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
