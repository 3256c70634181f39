/** A rule: its gates, its condition, the lines it is about, what it does, and how often it may. */
import { type Static, Type } from 'typebox';
import { mechanics } from '../../mechanics/index.ts';
import { Amount, Code, Duration, Expression, LocalDateTime, Name, Points, Title } from './scalars.ts';
import { AttributeChoices, SelectorReference } from './selector.ts';

const several = (expected: string) => ({ minItems: 1, maxItems: 10_000, expected });

const Schedule = Type.Object(
  {
    days: Type.Optional(
      Type.Array(Type.Enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), several('a list of days mon … sun')),
    ),
    hours: Type.Optional(
      Type.Array(
        Type.String({
          pattern: '^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
          expected: 'hours such as "18:00-21:00"',
        }),
        several('a list of hours such as "18:00-21:00"'),
      ),
    ),
    monthDays: Type.Optional(
      Type.Array(
        Type.Integer({
          minimum: -31,
          maximum: 31,
          not: { const: 0 },
          expected: 'a day of the month 1 to 31, or -1 (the last) to -31',
        }),
        several('a list of days of the month'),
      ),
    ),
  },
  { additionalProperties: false, minProperties: 1, expected: 'a schedule {days, hours, monthDays}' },
);

const TenderGate = Type.Object(
  { type: Name, attributes: Type.Optional(AttributeChoices), share: Type.Optional(Type.Boolean({ default: false })) },
  { additionalProperties: false, expected: 'a tender {type, attributes, share}' },
);

const Active = Type.Object(
  { from: Type.Optional(LocalDateTime), to: Type.Optional(LocalDateTime) },
  { additionalProperties: false, minProperties: 1, expected: 'a period {from, to}' },
);

const LimitRule = Type.Object(
  {
    by: Type.Enum(['member', 'rule']),
    times: Type.Optional(Amount),
    amount: Type.Optional(Amount),
    points: Type.Optional(Amount),
    per: Type.Enum(['receipt', 'day', 'week', 'month', 'quarter', 'year', 'total']),
  },
  { additionalProperties: false, expected: 'a limit {by, times | amount | points, per}' },
);

const Cost = Type.Object(
  {
    purse: Code,
    count: Type.Unsafe<number>({ ...Points, minimum: 1, expected: 'a whole number from 1 to 900000000000' }),
  },
  {
    additionalProperties: false,
    expected: 'a cost {purse, count}',
    description: 'stamps or points it is paid with, when receipt.attributes.accept has its code',
  },
);

const Take = Type.Object(
  {
    order: Type.Enum(['cheapest', 'dearest', 'listed']),
    count: Type.Integer({ minimum: 1, maximum: 100_000, expected: 'a whole number from 1 to 100000' }),
  },
  { additionalProperties: false, expected: 'which units are taken {order, count}' },
);

const Melt = Type.Object(
  {
    every: Duration,
    percent: Type.Number({
      minimum: 0.01,
      maximum: 100,
      decimals: 2,
      expected: 'a percent from 0.01 to 100 with at most 2 decimals',
    }),
  },
  {
    additionalProperties: false,
    expected: 'how the points melt {every, percent}',
    description: 'so much of what is left goes every so often, counted from when the points are active',
  },
);

const LotSection = Type.Object(
  {
    purse: Type.Optional(Code),
    activateAfter: Type.Optional(Duration),
    expireAfter: Type.Optional(Duration),
    expireAt: Type.Optional(LocalDateTime),
    melt: Type.Optional(Melt),
  },
  { additionalProperties: false, expected: 'a lot {purse, activateAfter, expireAfter | expireAt, melt}' },
);
export type LotSection = Static<typeof LotSection>;

/** One key, which is a mechanic's; every mechanic that gives points takes a `lot` beside its own parameters. */
const Do = Type.Unsafe<Record<string, Record<string, unknown> & { lot?: LotSection }>>({
  type: 'object',
  properties: Object.fromEntries(
    [...mechanics.values()].map(({ code, type, params }) => {
      const lot = type === 'points' && code !== 'multiply' ? { lot: LotSection } : {};
      const own = params as { properties?: Record<string, unknown> };
      return [code, { ...params, properties: { ...own.properties, ...lot } }];
    }),
  ),
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  expected: 'one mechanic with its parameters, such as {percent_off: {percent: 7}}',
});

export const Rule = Type.Object(
  {
    code: Code,
    title: Type.Optional(Title),
    priority: Type.Optional(
      Type.Integer({
        minimum: -1_000_000,
        maximum: 1_000_000,
        default: 0,
        expected: 'a whole number from -1000000 to 1000000; the higher goes first',
      }),
    ),
    on: Type.Optional(
      Type.String({
        pattern:
          '^(receipt|registration|tier|birthday|activity:[A-Za-z0-9][A-Za-z0-9._-]{0,63}|period:(month|quarter|year))$',
        default: 'receipt',
        expected: 'receipt, registration, tier, birthday, activity:<type> or period:<month|quarter|year>',
      }),
    ),
    to: Type.Optional(Type.Enum(['member', 'referrer'], { default: 'member' })),
    active: Type.Optional(Active),
    schedule: Type.Optional(Type.Array(Schedule, several('a list of schedules'))),
    stores: Type.Optional(Type.Array(Name, several('a list of store codes, or "region:" and a region'))),
    channels: Type.Optional(
      Type.Array(Type.Enum(['pos', 'web', 'app', 'call-centre', 'kiosk']), several('a list of channels')),
    ),
    tenders: Type.Optional(Type.Array(TenderGate, several('a list of tenders'))),
    segments: Type.Optional(Type.Array(Name, several('a list of segments'))),
    tiers: Type.Optional(Type.Array(Name, several('a list of tiers'))),
    cards: Type.Optional(Type.Array(Name, several('a list of card types'))),
    coupon: Type.Optional(Code),
    cost: Type.Optional(Cost),
    when: Type.Optional(Expression),
    items: Type.Optional(SelectorReference),
    take: Type.Optional(Take),
    do: Do,
    limits: Type.Optional(Type.Array(LimitRule, { minItems: 1, maxItems: 20, expected: 'a list of limits' })),
    exclusive: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false, expected: 'a rule {code, do, …}' },
);

export type RuleDocument = Static<typeof Rule>;
export type ScheduleDocument = Static<typeof Schedule>;
export type TenderGateDocument = Static<typeof TenderGate>;
