/**
 * The programme document (design §5): one TypeBox schema gives its type, its validation and its JSON Schema. Beside the
 * keywords of JSON Schema a node may carry `expected`, which finishes "must be …" in messages, and `decimals`.
 *
 * Every key but `program` and `program.code` may be left out. A currency left out is XXX, ISO 4217's "no currency";
 * a timezone left out is UTC.
 */
import { type Static, Type } from 'typebox';
import { Counters, Tiers } from './schema/counters.ts';
import { PointsSection } from './schema/points.ts';
import { Rule } from './schema/rule.ts';
import { Code, Expression, Name, Title } from './schema/scalars.ts';
import { SelectorDefinition } from './schema/selector.ts';

const Head = Type.Object(
  {
    code: Code,
    title: Type.Optional(Title),
    currency: Type.Optional(
      Type.String({ pattern: '^[A-Z]{3}$', default: 'XXX', expected: 'a currency of ISO 4217 such as RUB' }),
    ),
    minorUnits: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 4, default: 2, expected: 'a whole number from 0 to 4' }),
    ),
    timezone: Type.Optional(Type.String({ maxLength: 100, default: 'UTC', expected: 'an IANA timezone' })),
    cashRounding: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        default: 1,
        expected: 'a whole number of minor units from 1 to 1000000',
        description: 'a receipt paid in cash alone is rounded down to a multiple of so many minor units',
      }),
    ),
  },
  { additionalProperties: false, expected: 'the head {code, title, currency, minorUnits, timezone, cashRounding}' },
);

const Group = Type.Object(
  {
    code: Code,
    title: Type.Optional(Title),
    type: Type.Enum(['price', 'points', 'redemption', 'reward']),
    stage: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, expected: 'a whole number from 0 to 1000000' }),
    ),
    mode: Type.Optional(Type.Enum(['stack', 'priority', 'best'], { default: 'stack' })),
    scope: Type.Optional(Type.Enum(['line', 'receipt'], { default: 'line' })),
    base: Type.Optional(Type.Enum(['initial', 'current'], { default: 'current' })),
    when: Type.Optional(Expression),
    rules: Type.Optional(Type.Array(Rule, { maxItems: 10_000, expected: 'a list of at most 10000 rules' })),
  },
  { additionalProperties: false, expected: 'a rule group {code, type, rules, …}' },
);

const Lists = Type.Unsafe<Record<string, string[]>>({
  type: 'object',
  propertyNames: Code,
  additionalProperties: Type.Array(Name, { maxItems: 100_000, expected: 'a list of at most 100000 skus' }),
  maxProperties: 1000,
  expected: 'lists of skus by code',
});

/** What `$ref: '#/$defs/selector'` means in the document. */
export const definitions = { selector: SelectorDefinition };

export const ProgrammeDocument = Type.Object(
  {
    program: Head,
    points: Type.Optional(PointsSection),
    tiers: Type.Optional(Tiers),
    counters: Type.Optional(Counters),
    lists: Type.Optional(Lists),
    groups: Type.Optional(Type.Array(Group, { maxItems: 1000, expected: 'a list of rule groups' })),
  },
  {
    additionalProperties: false,
    expected: 'a programme document {program, points, tiers, counters, lists, groups}',
    $defs: definitions,
  },
);

export type ProgrammeDocument = Static<typeof ProgrammeDocument>;
export type GroupDocument = Static<typeof Group>;
