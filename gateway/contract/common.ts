/** The scalars of the wire. Every string and number is bounded: what has no bound is a way in. */
import Type from 'typebox';

/** The largest money on the wire, minor units: 9·10¹¹ × 10⁴ hundredths of a percent still fits 2^53. */
export const maxAmount = 900_000_000_000;
export const maxLines = 2_000;
export const maxBodyBytes = 1_048_576;

/** Additional properties are refused everywhere: an unknown field is a misunderstanding, and it is said at once. */
export const strict = { additionalProperties: false } as const;

export const Code = (description: string) => Type.String({ minLength: 1, maxLength: 64, description });
export const Text = (maxLength: number, description: string) => Type.String({ maxLength, description });

export const Amount = (description: string) => Type.Integer({ minimum: -maxAmount, maximum: maxAmount, description });
export const PositiveAmount = (description: string) => Type.Integer({ minimum: 0, maximum: maxAmount, description });
/** Points, or stamps, that a request names. */
export const Points = (description: string) => Type.Integer({ minimum: 0, maximum: maxAmount, description });
/** Points, or stamps, as they have added up: no request bounds them, but what a number keeps exactly. */
export const Tally = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
export const Sum = (description: string) =>
  Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, description });

export const Time = (description: string) => Type.String({ format: 'date-time', maxLength: 40, description });
export const Day = (description: string) => Type.String({ format: 'date', maxLength: 10, description });
export const Id = (description: string) => Type.String({ format: 'uuid', maxLength: 36, description });

/** Typebox makes a pattern of a record's key that a name with a line break does not match: what matches nothing is refused. */
export const attributeNames = { propertyNames: { type: 'string', minLength: 1, maxLength: 64 }, ...strict } as const;

export const AttributeValue = Type.Union([
  Type.String({ maxLength: 256 }),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.String({ maxLength: 256 }), { maxItems: 64 }),
]);

export const Attributes = Type.Record(Type.String(), AttributeValue, {
  ...attributeNames,
  maxProperties: 64,
  description: 'Names and values of the sender’s own, for rules to ask about.',
});

/** A line break or tab in a number is a mistake of whoever sends it, and nobody could read it off a slip. */
export const ReceiptNumber = (description: string) =>
  Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\p{Cc}\\p{Cs}]+$', description });

/** The moment and number a receipt is known by, with the till it comes from. */
export const keyFields = {
  till: Type.Optional(Code('The till; known from its own key, required from any other.')),
  number: ReceiptNumber('The till’s own number of the receipt, unique within its business day; no line breaks.'),
  businessDay: Type.Optional(Day('Defaults to the store’s local date of businessTime.')),
};

export const MemberReference = Type.Object(
  {
    card: Type.Optional(Code('A card’s number.')),
    phone: Type.Optional(Type.String({ minLength: 5, maxLength: 24, description: 'With country code: +79161234567.' })),
    id: Type.Optional(Id('The member’s id.')),
  },
  { ...strict, minProperties: 1, maxProperties: 1, description: 'A member by exactly one of card, phone, id.' },
);
export type MemberReference = Type.Static<typeof MemberReference>;

export const ReceiptReference = Type.Object(
  {
    id: Type.Optional(Id('The receipt’s id.')),
    till: Type.Optional(Code('The till that sold it.')),
    businessDay: Type.Optional(Day('Its business day.')),
    number: Type.Optional(Code('Its number.')),
  },
  { ...strict, description: 'A committed receipt: by id, or by till, businessDay and number.' },
);
export type ReceiptReference = Type.Static<typeof ReceiptReference>;
