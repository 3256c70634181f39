/**
 * The sections `counters` and `tiers`.
 *
 *   of        net       what was paid, after everything, in minor units
 *             gross     before discounts
 *             receipts  purchases; with `items` those that have any of them
 *             quantity  units, a kilo and a half being 1.5
 *             points    that were earned, in units of the point
 *   items     only these lines; left out: the whole receipt
 *   window    day, week, month, quarter, year: a calendar period of the store
 *             P90D, P3M, P1Y: rolling, the days that end with today (rules/state/counter-window.ts)
 *
 * A counter begins when a version that has it is published, and is counted from the receipts there are already.
 */
import { type Static, Type } from 'typebox';
import { Code, Duration } from './scalars.ts';
import { SelectorReference } from './selector.ts';

const Counter = Type.Object(
  {
    code: Code,
    of: Type.Enum(['net', 'gross', 'receipts', 'quantity', 'points']),
    items: Type.Optional(SelectorReference),
    window: Type.String({
      maxLength: 40,
      expected: 'day, week, month, quarter or year, or an ISO 8601 duration of days such as P90D or P1Y',
    }),
  },
  { additionalProperties: false, expected: 'a counter {code, of, items, window}' },
);

export const Counters = Type.Array(Counter, { maxItems: 100, expected: 'a list of at most 100 counters' });
export type CounterDocument = Static<typeof Counter>;

const Level = Type.Object(
  {
    code: Code,
    from: Type.Integer({
      minimum: 0,
      maximum: 900_000_000_000,
      expected: 'what the counter must reach, a whole number from 0 to 900000000000',
    }),
    keep: Type.Optional(Duration),
  },
  { additionalProperties: false, expected: 'a level {code, from, keep}' },
);

export const Tiers = Type.Object(
  {
    by: Code,
    levels: Type.Array(Level, { minItems: 1, maxItems: 100, expected: 'a list of 1 to 100 levels' }),
  },
  { additionalProperties: false, expected: 'tiers {by, levels}' },
);
