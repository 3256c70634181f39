/** What makes up a set, or the two sides of a gift: so many units of the lines that a selector names. */
import { type Static, Type } from 'typebox';
import { countFrom } from './scalars.ts';
import { SelectorReference } from './selector.ts';

export const UnitsWanted = Type.Object(
  { items: SelectorReference, quantity: Type.Optional(countFrom(1)) },
  { additionalProperties: false, expected: 'units {items, quantity}' },
);

export type UnitsWanted = Static<typeof UnitsWanted>;

/** At most ten: a unit that fits several parts is weighed against every choice of them. */
export const SetParts = Type.Array(UnitsWanted, {
  minItems: 1,
  maxItems: 10,
  expected: 'a list of 1 to 10 parts {items, quantity}',
});
