/**
 * The plain values a programme is made of. `expected` finishes the sentence "must be …" in the message a marketer
 * reads when a value does not fit, and is the description in the JSON Schema.
 */
import { Type } from 'typebox';

/** The largest sum of money or points anywhere in a document: amounts stay exact when a receipt adds them up. */
const maximumAmount = 900_000_000_000;

const expecting = (expected: string) => ({ expected, description: expected });

const code = expecting('a code of letters, digits, ".", "_" and "-", at most 64, beginning with a letter or digit');

export const codePattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

/** A code of a programme, group, rule, purse …: it becomes part of keys and of paths on the wire. */
export const Code = Type.String({ pattern: codePattern, ...code });

/** Anything a receipt or the reference data may call itself: skus, brands, categories, segments, card types. */
export const Name = Type.String({ minLength: 1, maxLength: 200, ...expecting('a text of 1 to 200 characters') });

export const Title = Type.String({ maxLength: 500, ...expecting('a text of at most 500 characters') });

/** Money in minor units. */
export const Amount = Type.Integer({
  minimum: 0,
  maximum: maximumAmount,
  ...expecting('a whole number of minor units from 0 to 900000000000'),
});

/** Money in minor units, of which there must be some: the spend that earns, the step of a ladder. */
export const PositiveAmount = Type.Integer({
  minimum: 1,
  maximum: maximumAmount,
  ...expecting('a whole number of minor units from 1 to 900000000000'),
});

/** How many units or lines it takes: never so many that counting them could leave the exact integers. */
export function countFrom(minimum: number) {
  return Type.Integer({
    minimum,
    maximum: 100_000,
    ...expecting(`a whole number from ${minimum} to 100000`),
  });
}

/** Points in the programme's integer point unit. */
export const Points = Type.Integer({
  minimum: 0,
  maximum: maximumAmount,
  ...expecting('a whole number of points from 0 to 900000000000'),
});

/** 0 to 100 with at most two decimals; `decimals` rather than multipleOf, which floats defeat. */
export const Percent = Type.Number({
  minimum: 0,
  maximum: 100,
  decimals: 2,
  ...expecting('a percent from 0 to 100 with at most 2 decimals'),
});

/** ISO 8601 duration; what it may be made of depends on where it stands, and is checked there. */
export const Duration = Type.String({ maxLength: 40, ...expecting('an ISO 8601 duration such as P30D or PT15M') });

/** The store's own wall clock, without offset: 2026-11-01T00:00. */
export const LocalDateTime = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?$',
  ...expecting('a local date and time such as 2026-11-01T00:00, without offset'),
});

/** A CEL condition; bounded, since its length bounds the time its compilation takes. */
export const Expression = Type.String({
  minLength: 1,
  maxLength: 2000,
  ...expecting('a CEL expression of at most 2000 characters'),
});
