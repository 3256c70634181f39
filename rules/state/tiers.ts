/**
 * The tier of a party: the highest level that its counter has reached, or had reached and keeps.
 *
 *            counter reaches `from`                    `keep` has passed, and the counter
 *     base ─────────────────────────▶ gold, kept ─────────────────────────────────────▶ base
 *      ▲                               │    ▲          is below `from`
 *      └── what reached it came back ──┘    └── reaches it again: kept anew from then
 *
 * A level is reached when a receipt takes the counter there, or finds it there with no keep running; it counts at once. Nothing
 * is written when a keep passes: whoever asks for a moment is told what holds at that moment, earlier ones included. What
 * reached a level and came back has not reached it: `over` of each reached level follows the counter as it was then, and a
 * level that is no longer over is lost, unless the counter is there now by other receipts.
 *
 * Who has nothing is of the first level, as long as that begins from 0.
 */
import type { LocalTime } from '../compile/compiled.ts';
import { localTime } from '../compile/local-time.ts';
import { addDuration } from '../evaluate/calendar.ts';
import type { FactsPolicy, TierPolicy } from '../model/facts-policy.ts';
import type { PartyFacts, ReachedLevel, TierFacts } from '../model/member-state.ts';
import { bucketOf, sumIn, windowOf } from './counter-window.ts';
import { counterAt } from './counters.ts';

/** A receipt of 62 days ago must be told what was true then. */
const lateMs = 62 * 86_400_000;
/** Of one level: the last, and the one before, should what reached it last come back. */
const remembered = 2;

/** Undefined: it has not reached the first level. */
export function tierAt(facts: PartyFacts, policy: TierPolicy, now: LocalTime): string | undefined {
  const { programme, by, levels } = policy;
  let highest = rankOf(policy, counterAt(facts, by, now));
  for (const { level, at, until } of facts.tiers?.[programme]?.reached ?? []) {
    if (at > now.epochMs || until <= now.epochMs) continue;
    highest = Math.max(
      highest,
      levels.findIndex(({ code }) => code === level),
    );
  }
  return levels[highest]?.code;
}

/** `after`: what `before` is once the receipt of this moment is counted. */
export function reachTier(before: PartyFacts, after: PartyFacts, policy: TierPolicy, now: LocalTime): PartyFacts {
  const { programme } = policy;
  const { [programme]: known, ...others } = after.tiers ?? {};
  const reached = reachedNow(before, after, policy, now);
  const tier = tierAt({ ...after, tiers: { [programme]: { code: '', since: 0, reached } } }, policy, now);
  const told = toldTier(known, tierAt(before, policy, now), tier, policy, now.epochMs);
  const { tiers: _, ...rest } = after;
  const tiers = told === undefined ? others : { ...others, [programme]: { ...told, reached } };
  return Object.keys(tiers).length === 0 ? rest : { ...rest, tiers };
}

/** The levels that are kept, with those that the receipt has reached. */
function reachedNow(before: PartyFacts, after: PartyFacts, policy: TierPolicy, now: LocalTime): ReachedLevel[] {
  const { programme, by, levels } = policy;
  const [low, high] = [counterAt(before, by, now), counterAt(after, by, now)];
  const kept = (after.tiers?.[programme]?.reached ?? []).filter(({ until }) => until > now.epochMs - lateMs);
  const reached = [...kept];
  const scale = by.of === 'quantity' ? 1000 : 1;
  for (const { code, from, keep } of levels) {
    if (keep === undefined || high < from) continue;
    const inForce = kept.some(({ level, at, until }) => level === code && at <= now.epochMs && until > now.epochMs);
    if (low >= from && inForce) continue;
    reached.push({
      level: code,
      by: by.key,
      at: now.epochMs,
      until: addDuration(now.epochMs, keep, now.timezone),
      from: from * scale,
      in: bucketOf(windowOf(by.key), now),
      over: Math.round((high - from) * scale),
    });
  }
  reached.sort((one, other) => one.until - other.until);
  return reached.filter(({ level }, index) => {
    const later = reached.slice(index + 1).filter((other) => other.level === level).length;
    return later < remembered;
  });
}

/** What is told of the tier from now on. Undefined: the first level, of which there is nothing to say. */
function toldTier(
  known: TierFacts | undefined,
  before: string | undefined,
  after: string | undefined,
  policy: TierPolicy,
  atMs: number,
): Pick<TierFacts, 'code' | 'since'> | undefined {
  // A receipt that arrives late says nothing of what has happened since.
  if (known !== undefined && (atMs < known.since || (known.code === after && before === after))) return known;
  if (after === undefined) return known;
  return known === undefined && after === firstOf(policy) ? undefined : { code: after, since: atMs };
}

/** After something was taken off the counters: levels that are no longer reached by what is left are lost. */
export function loseTiers(facts: PartyFacts, atMs: number, timezone: string): PartyFacts {
  if (facts.tiers === undefined) return facts;
  const now = localTime(atMs, timezone);
  const tiers = Object.entries(facts.tiers).map(([programme, tier]): [string, TierFacts] => {
    if (!tier.reached.some(({ over }) => over < 0)) return [programme, tier];
    const counted = (by: string) => sumIn(facts.counters?.[by] ?? {}, windowOf(by), now);
    return [
      programme,
      { ...tier, reached: tier.reached.filter(({ by, over, from }) => over >= 0 || counted(by) >= from) },
    ];
  });
  return { ...facts, tiers: Object.fromEntries(tiers) };
}

/** What a receipt did to the tier: for rules `on: tier`. Undefined: nothing. `since`: epoch ms of business time. */
export function tierChange(
  before: PartyFacts,
  after: PartyFacts,
  { tiers }: FactsPolicy,
): { readonly from: string | undefined; readonly to: string; readonly since: number } | undefined {
  if (tiers === undefined) return undefined;
  const [old, told] = [before.tiers?.[tiers.programme], after.tiers?.[tiers.programme]];
  if (told === undefined || (old?.code === told.code && old.since === told.since)) return undefined;
  return { from: old?.code ?? firstOf(tiers), to: told.code, since: told.since };
}

function firstOf({ levels: [first] }: TierPolicy): string | undefined {
  return first?.from === 0 ? first.code : undefined;
}

/** The place of the highest level that this much reaches; −1: none. */
function rankOf({ levels }: TierPolicy, counted: number): number {
  // Bottles brought back may outweigh what was bought: that is nothing, not less.
  return levels.findLastIndex(({ from }) => from <= Math.max(0, counted));
}
