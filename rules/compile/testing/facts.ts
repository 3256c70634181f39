/** Facts of an ordinary receipt, for tests: give only what the case is about. */
import type { Facts } from '../compiled.ts';
import { localTime } from '../local-time.ts';

export interface FactParts {
  readonly receipt?: Partial<Facts['receipt']>;
  readonly member?: Partial<Facts['member']>;
  readonly store?: Partial<Facts['store']>;
  readonly now?: Facts['now'];
  readonly counter?: Facts['counter'];
  readonly activity?: Facts['activity'];
  readonly items?: Facts['items'];
  readonly distance?: Facts['distance'];
}

export function factsOf(parts: FactParts = {}): Facts {
  return {
    receipt: {
      total: 98000,
      gross: 100000,
      quantity: 2.5,
      lineCount: 2,
      channel: 'pos',
      attributes: {},
      ...parts.receipt,
    },
    member: {
      known: true,
      tier: undefined,
      segments: [],
      cards: [],
      attributes: {},
      age: undefined,
      isBirthday: undefined,
      daysToBirthday: undefined,
      daysSinceRegistration: undefined,
      purchases: 4,
      daysSinceLastPurchase: undefined,
      ...parts.member,
    },
    store: { code: 's1', region: 'centre', attributes: {}, ...parts.store },
    now: parts.now ?? localTime(Date.parse('2026-11-22T18:30:15+03:00'), 'Europe/Moscow'),
    counter: parts.counter ?? (() => undefined),
    activity: parts.activity ?? (() => ({ count: 0, daysAgo: undefined, last: {} })),
    items: parts.items ?? (() => ({ amount: 0, quantity: 0 })),
    distance: parts.distance ?? (() => undefined),
  };
}
