/** Lists of goods, segments and personal prices on the wire. A version is uploaded whole, as CSV, or as JSON where it is short. */
import Type, { type TSchema } from 'typebox';
import { Code, MemberReference, PositiveAmount, strict, Time } from './common.ts';
import { NextCode } from './paging.ts';
import { ref } from './reference.ts';

/** A million rows of personal prices are some 80 MB. */
export const maxUploadBytes = 512 * 1_048_576;

const fields = {
  code: Type.String(),
  version: Type.Integer({ description: 'Numbered from 1.' }),
  state: Type.Enum(['current', 'replaced', 'gone'], {
    description: 'What was replaced is kept for three days; what is gone has no rows any more.',
  }),
  count: Type.Integer({ description: 'Of its rows.' }),
  currentAt: Time('When it became the current version.'),
  replacedAt: Type.Optional(Time('When the next one did.')),
};

export const WireReference = Type.Object(fields, { ...strict, $id: 'Reference' });
export type WireReference = Type.Static<typeof WireReference>;

export const WireReferenceDetail = Type.Object(
  {
    ...fields,
    uploads: Type.Array(
      Type.Object(
        { beganAt: Time('When it began.'), rows: Type.Integer({ description: 'That have arrived so far.' }) },
        strict,
      ),
      { description: 'Under way now.' },
    ),
  },
  { ...strict, $id: 'ReferenceDetail' },
);
export type WireReferenceDetail = Type.Static<typeof WireReferenceDetail>;

export const WireReferences = Type.Object(
  { items: Type.Array(ref(WireReference)), next: NextCode },
  { ...strict, $id: 'References' },
);

export const WireUploaded = Type.Object(
  {
    code: Type.String(),
    version: Type.Integer({ description: 'The current version from now on.' }),
    rows: Type.Integer({ description: 'That were sent.' }),
    count: Type.Integer({ description: 'That are kept: each sku or member of a list or segment once.' }),
    unknown: Type.Object(
      {
        count: Type.Integer({ description: 'Rows of members there are none of: passed over.' }),
        lines: Type.Array(Type.Integer(), { description: 'Where the first of them are; the header is line 1.' }),
      },
      strict,
    ),
  },
  { ...strict, $id: 'Uploaded' },
);
export type WireUploaded = Type.Static<typeof WireUploaded>;

/** A body of a mebibyte has some ten thousand. */
const rows = <T extends TSchema>(row: T) => Type.Array(row, { maxItems: 100_000 });
const Percent = Type.Number({ minimum: 0, maximum: 100, description: 'With at most two decimals.' });
const LocalTime = (description: string) => Type.String({ maxLength: 19, description });

export const WireList = Type.Object({ skus: rows(Code('An article.')) }, { ...strict, $id: 'List' });
export type WireList = Type.Static<typeof WireList>;

export const WireSegment = Type.Object({ members: rows(MemberReference) }, { ...strict, $id: 'Segment' });
export type WireSegment = Type.Static<typeof WireSegment>;

export const WirePersonalPrices = Type.Object(
  {
    prices: rows(
      Type.Object(
        {
          member: MemberReference,
          sku: Code('The article.'),
          percent: Type.Optional(Percent),
          amount: Type.Optional(PositiveAmount('Minor units off each unit.')),
          price: Type.Optional(PositiveAmount('Minor units for a unit.')),
          from: Type.Optional(LocalTime('A day, or a time by the store’s clock: 2026-11-22T18:00.')),
          to: Type.Optional(LocalTime('The first moment that is too late; a day alone is the whole of it.')),
        },
        strict,
      ),
    ),
  },
  { ...strict, $id: 'PersonalPrices' },
);
export type WirePersonalPrices = Type.Static<typeof WirePersonalPrices>;
