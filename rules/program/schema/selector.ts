/**
 * Which lines a rule is about. Keys are all-of, the values of a key any-of:
 *
 *   category: a value matches where it equals any element of the line's path ("dairy" in food › dairy › milk), or the
 *             path from the root down to some element joined by "/" ("food/dairy"): the path itself or any ancestor.
 *   price:    the line's unitPrice in minor units, from and to both included.
 *   list:     a code of the document's `lists`, or else of one kept through the API; the line's sku is on it.
 *   favourites: what the member has chosen of its own, by sku, category or brand; nobody's favourites match nothing.
 */
import { type Static, Type } from 'typebox';
import { Amount, Code, codePattern, Name } from './scalars.ts';

const listLimit = 100_000;

/** One text or a list of them. */
const Names = Type.Unsafe<string | string[]>({
  type: ['string', 'array'],
  minLength: 1,
  maxLength: 200,
  items: Name,
  minItems: 1,
  maxItems: listLimit,
  expected: 'a text or a list of texts',
});

/** One code or a list of them; a pattern says nothing of what is no text. */
const Lists = Type.Unsafe<string | string[]>({
  ...Names,
  pattern: codePattern,
  items: Code,
  expected: 'a code of letters, digits, ".", "_" and "-", or a list of such codes',
});

const AttributeChoice = Type.Unsafe<string | number | boolean | (string | number | boolean)[]>({
  type: ['string', 'number', 'boolean', 'array'],
  maxLength: 200,
  items: { type: ['string', 'number', 'boolean'], maxLength: 200, expected: 'a text, a number, true or false' },
  minItems: 1,
  maxItems: 1000,
  expected: 'a text, a number, true or false, or a list of these',
});

export const AttributeChoices = Type.Unsafe<Record<string, Static<typeof AttributeChoice>>>({
  type: 'object',
  additionalProperties: AttributeChoice,
  minProperties: 1,
  maxProperties: 50,
  expected: 'attributes with the values they may have',
});

const PriceRange = Type.Object(
  { from: Type.Optional(Amount), to: Type.Optional(Amount) },
  { additionalProperties: false, minProperties: 1, expected: 'a range {from, to} of minor units' },
);

export type Favourite = 'sku' | 'category' | 'brand';

const Favourites = Type.Unsafe<Favourite | Favourite[]>({
  type: ['string', 'array'],
  pattern: '^(sku|category|brand)$',
  items: Type.Enum(['sku', 'category', 'brand']),
  minItems: 1,
  maxItems: 3,
  expected: 'sku, category or brand, or a list of these',
});

export interface SelectorDocument {
  sku?: string | string[];
  category?: string | string[];
  brand?: string | string[];
  list?: string | string[];
  attributes?: Static<typeof AttributeChoices>;
  price?: Static<typeof PriceRange>;
  favourites?: Favourite | Favourite[];
  any?: SelectorDocument[];
  not?: SelectorDocument;
}

/** A reference, since selectors nest; the definition stands in the document's $defs. */
export const SelectorReference = Type.Unsafe<SelectorDocument>({ $ref: '#/$defs/selector' });

export const SelectorDefinition = Type.Object(
  {
    sku: Type.Optional(Names),
    category: Type.Optional(Names),
    brand: Type.Optional(Names),
    list: Type.Optional(Lists),
    attributes: Type.Optional(AttributeChoices),
    price: Type.Optional(PriceRange),
    favourites: Type.Optional(Favourites),
    any: Type.Optional(Type.Array(SelectorReference, { minItems: 1, maxItems: 1000, expected: 'a list of selectors' })),
    not: Type.Optional(SelectorReference),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    expected: 'a selector with one of sku, category, brand, list, attributes, price, favourites, any, not',
  },
);
