/**
 * What a party did besides buying: surveys, links, log-ins. Of each type how often, when last, and what was said of it
 * then.
 *
 * The type `referral` is another's to count: a member that was referred has `last` of it, and its referrer one more of
 * `count` once that friend has bought for the first time.
 */
import type { MemberState, PartyFacts } from '../model/member-state.ts';
import type { Attributes } from '../model/receipt.ts';

interface Act {
  readonly type: string;
  /** Epoch ms. */
  readonly at: number;
  /** Absent: what was said last stays. */
  readonly attributes?: Attributes;
  /** Added to how often: 1, 0, or −1 to take one back. */
  readonly times: number;
}

const none = { count: 0, last: {} };

export function act(facts: PartyFacts, { type, at, attributes, times }: Act): PartyFacts {
  const before = own(facts.activities, type);
  const { count, last } = before ?? none;
  const lastAt = Math.max(before?.lastAt ?? at, at);
  const now = { count: Math.max(0, count + times), lastAt, last: attributes ?? last };
  return { ...facts, activities: { ...facts.activities, [type]: now } };
}

/** As conditions ask for them: `last.at` is the moment, RFC 3339. */
export function activitiesTold({ activities }: PartyFacts): Pick<MemberState, 'activities'> {
  if (activities === undefined) return {};
  const told = Object.entries(activities).map(([type, { count, lastAt, last }]) => {
    return [type, { count, last: { ...last, at: new Date(lastAt).toISOString() } }] as const;
  });
  return { activities: Object.fromEntries(told) };
}

function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
