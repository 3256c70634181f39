/** A receipt as a till sends it (POST /v1/quotes, /v1/receipts). Units: minor units, points, RFC 3339. */
import Type from 'typebox';
import {
  Amount,
  Attributes,
  Code,
  Id,
  keyFields,
  MemberReference,
  maxAmount,
  maxLines,
  Points,
  PositiveAmount,
  ReceiptReference,
  strict,
  Text,
  Time,
} from './common.ts';

export const Quantity = Type.Number({
  minimum: 0,
  maximum: 1_000_000,
  description: 'Units, with up to 3 decimals.',
});

const WireLine = Type.Object(
  {
    line: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'The till’s number of the line.' }),
    sku: Code('The article sold.'),
    quantity: Quantity,
    unitPrice: Type.Number({
      minimum: -maxAmount,
      maximum: maxAmount,
      description: 'Minor units for one unit, with up to 4 decimals.',
    }),
    amount: Type.Optional(Amount('Minor units; round(quantity × unitPrice) unless given; prevails over unitPrice.')),
    name: Type.Optional(Text(256, 'What the slip calls it.')),
    category: Type.Optional(Type.Array(Code('A step of the path.'), { maxItems: 16, description: 'From the root.' })),
    brand: Type.Optional(Code('The brand.')),
    attributes: Type.Optional(Attributes),
    discountable: Type.Optional(Type.Boolean({ default: true })),
    earnable: Type.Optional(Type.Boolean({ default: true })),
    minPrice: Type.Optional(PositiveAmount('Minor units for one unit, below which no discount goes.')),
    manualDiscount: Type.Optional(PositiveAmount('Minor units the cashier took off the line.')),
    taxRate: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, description: 'Percent; carried, not reckoned with.' }),
    ),
    void: Type.Optional(Type.Boolean({ description: 'Struck out at the till: carried, never evaluated.' })),
  },
  strict,
);
export type WireLine = Type.Static<typeof WireLine>;

const WireTender = Type.Object(
  {
    type: Code('cash, card, certificate, …'),
    amount: Amount('Minor units.'),
    attributes: Type.Optional(Attributes),
  },
  strict,
);

const ReturnedLine = Type.Object(
  {
    line: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    quantity: Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000, description: 'Units, with up to 3 decimals.' }),
  },
  strict,
);

const ExchangedReceipt = Type.Object(
  {
    receipt: ReceiptReference,
    lines: Type.Array(ReturnedLine, { minItems: 1, maxItems: maxLines }),
  },
  strict,
);

const receiptFields = {
  ...keyFields,
  businessTime: Time('When it was rung up, with offset.'),
  channel: Type.Enum(['pos', 'web', 'app', 'call-centre', 'kiosk'], { description: 'Where the sale is made.' }),
  training: Type.Optional(Type.Boolean({ description: 'A cashier is practising: quoted, never journalled.' })),
  mode: Type.Optional(Type.Union([Type.Literal('basket'), Type.Literal('listing')])),
  member: Type.Optional(MemberReference),
  lines: Type.Array(WireLine, { maxItems: maxLines }),
  returns: Type.Optional(
    Type.Array(ExchangedReceipt, { maxItems: 20, description: 'Goods handed back in the same receipt.' }),
  ),
  tenders: Type.Optional(Type.Array(WireTender, { maxItems: 32 })),
  coupons: Type.Optional(Type.Array(Code('A coupon’s code.'), { maxItems: 64, uniqueItems: true })),
  redeem: Type.Optional(
    Type.Array(
      Type.Object(
        {
          purse: Type.Optional(Code('A purse of the programme; absent: in spending order.')),
          points: Type.Union([Points('So many.'), Type.Literal('max')]),
        },
        strict,
      ),
      { maxItems: 8 },
    ),
  ),
  location: Type.Optional(
    Type.Object(
      {
        lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
        lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
        region: Type.Optional(Code('A region’s name.')),
      },
      strict,
    ),
  ),
  attributes: Type.Optional(Attributes),
};

const receiptOrQuote = {
  ...receiptFields,
  holds: Type.Optional(
    Type.Array(Id('A hold.'), {
      maxItems: 8,
      uniqueItems: true,
      description: 'Its own holds: what is redeemed is their sum, and `redeem` is absent.',
    }),
  ),
};

export const WireReceipt = Type.Object(receiptOrQuote, { ...strict, $id: 'Receipt' });
export type WireReceipt = Type.Static<typeof WireReceipt>;

export const Charged = Type.Object(
  {
    net: Amount('What the customer paid for the whole receipt.'),
    lines: Type.Array(
      Type.Object(
        {
          line: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
          net: Amount('What the customer paid for the line.'),
          redeemed: Type.Optional(PositiveAmount('What points paid of the line.')),
        },
        strict,
      ),
      { maxItems: maxLines },
    ),
  },
  { ...strict, description: 'What the customer has paid already; recorded as it is, differences become variance.' },
);

export const WireCommit = Type.Object(
  {
    ...receiptOrQuote,
    quote: Type.Optional(
      Type.String({ maxLength: 1024, description: 'The token of the quote the customer agreed to.' }),
    ),
    charged: Type.Optional(Charged),
    offline: Type.Optional(Type.Boolean({ description: 'Rung up while the till had no connection.' })),
  },
  { ...strict, $id: 'Commit' },
);
export type WireCommit = Type.Static<typeof WireCommit>;
