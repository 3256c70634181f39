/** Goods that come back: POST /v1/returns, and the `returns` of an exchange. */
import Type from 'typebox';
import { PaidCertificate } from './certificate.ts';
import {
  Code,
  Id,
  keyFields,
  MemberReference,
  maxAmount,
  maxLines,
  ReceiptReference,
  Sum,
  strict,
  Tally,
  Time,
} from './common.ts';

const Quantity = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'Units, with up to 3 decimals.' });

export const WireReturn = Type.Object(
  {
    ...keyFields,
    businessTime: Time('When they came back, with offset.'),
    receipt: Type.Optional(ReceiptReference),
    member: Type.Optional(MemberReference),
    lines: Type.Array(
      Type.Object(
        {
          line: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'A line of the receipt.' })),
          quantity: Quantity,
          sku: Type.Optional(Code('Without receipt: the article.')),
          unitPrice: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: maxAmount,
              description: 'Without receipt: minor units for one unit, up to 4 decimals.',
            }),
          ),
        },
        strict,
      ),
      { minItems: 1, maxItems: maxLines },
    ),
    offline: Type.Optional(Type.Boolean()),
  },
  { ...strict, $id: 'Return' },
);
export type WireReturn = Type.Static<typeof WireReturn>;

const returnFields = {
  receipt: Type.Optional(Id('The sale it reverses.')),
  refund: Sum('Minor units the customer gets back.'),
  withheld: Type.Optional(Sum('Minor units kept for points that could not be taken back.')),
  pointsReturned: Tally('Redeemed points given back.'),
  pointsTaken: Tally('Earned points taken back.'),
  debt: Tally('Of those, what the member no longer had and now owes.'),
  purses: Type.Optional(
    Type.Array(
      Type.Object(
        {
          purse: Type.String(),
          returned: Tally('Units given back of what a rule had cost.'),
          taken: Tally('Stamps taken back.'),
        },
        strict,
      ),
      { description: 'What moved beside the points that pay and are earned: stamps, and what rules cost.' },
    ),
  ),
  certificates: Type.Optional(
    Type.Array(PaidCertificate, { description: 'Of the refund, what went back to the certificates that had paid.' }),
  ),
  deactivated: Type.Optional(
    Type.Array(Type.String(), { description: 'Certificates that were sold, and came back unused.' }),
  ),
  lines: Type.Array(
    Type.Object(
      {
        line: Type.Optional(Type.Integer()),
        sku: Type.String(),
        quantity: Type.Number(),
        refund: Sum('Minor units.'),
        pointsReturned: Tally('Redeemed points given back.'),
        pointsTaken: Tally('Earned points taken back.'),
      },
      strict,
    ),
  ),
};

export const ReturnReply = Type.Object(returnFields, strict);
export type ReturnReply = Type.Static<typeof ReturnReply>;

/** `id`, `state` and `committedAt` are absent in a dry run. */
export const CommittedReturn = Type.Object(
  {
    id: Type.Optional(Id('The return’s id.')),
    state: Type.Optional(Type.Union([Type.Literal('committed'), Type.Literal('cancelled')])),
    committedAt: Type.Optional(Time('When the database had it.')),
    ...returnFields,
    points: Type.Optional(
      Type.Object(
        { balance: Type.Integer(), pending: Type.Integer(), held: Type.Integer(), debt: Type.Integer() },
        { ...strict, description: 'The member’s points afterwards.' },
      ),
    ),
  },
  { ...strict, $id: 'CommittedReturn' },
);
export type CommittedReturn = Type.Static<typeof CommittedReturn>;
