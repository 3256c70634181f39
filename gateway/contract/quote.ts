/** What the gateway answers to a receipt: POST /v1/quotes, and with id and state POST /v1/receipts. */
import Type from 'typebox';
import { ActivatedCertificate, PaidCertificate } from './certificate.ts';
import { Amount, Id, PositiveAmount, Sum, strict, Tally, Time } from './common.ts';
import { WireMelt } from './melt.ts';
import { ReturnReply } from './return.ts';
import { WireReward } from './reward.ts';

const Unit = Type.Object(
  { quantity: Type.Number(), unitPrice: Sum('Minor units.'), net: Sum('quantity × unitPrice, exactly.') },
  strict,
);

const WireAdjustment = Type.Object(
  {
    rule: Type.String(),
    group: Type.String(),
    mechanic: Type.String(),
    amount: Sum('What it takes off the line.'),
    base: Sum('The money it reckoned with.'),
    rounding: Type.String({ description: 'What rounding added or took, a fraction of a minor unit: "-1/3".' }),
    coupon: Type.Optional(Type.String()),
  },
  strict,
);

const QuoteLine = Type.Object(
  {
    line: Type.Integer(),
    gross: Amount('Before anything.'),
    discount: Sum('Taken off.'),
    redeemed: PositiveAmount('Paid with points.'),
    net: Sum('To be paid.'),
    earned: Tally('Points earned on it.'),
    units: Type.Array(Unit),
    adjustments: Type.Array(WireAdjustment),
  },
  strict,
);

export const WireTotals = Type.Object(
  {
    gross: Sum('Σ lines.'),
    discount: Sum('Σ lines.'),
    redeemed: Sum('Σ lines.'),
    net: Sum('Σ lines.'),
    earned: Sum('Σ lines.'),
  },
  strict,
);

const QuoteLot = Type.Object(
  {
    points: Tally('So many.'),
    purse: Type.String(),
    rule: Type.String(),
    activeAt: Time('From then on they can be spent.'),
    expiresAt: Type.Optional(Time('Until then.')),
    melt: Type.Optional(WireMelt),
  },
  strict,
);

export const WirePoints = Type.Object(
  {
    balance: Type.Integer({ description: 'That can be spent now, holds not counted; before this receipt.' }),
    pending: Tally('Earned, not yet active.'),
    held: Tally('Reserved by holds.'),
    redeemable: Tally('The most that can be spent on this receipt.'),
    redeem: Tally('Spent on this receipt.'),
    earn: Tally('Earned on this receipt.'),
    debt: Type.Optional(Tally('Owed: taken back after they were spent; repaid first by what is earned next.')),
    purses: Type.Array(Type.Object({ purse: Type.String(), balance: Type.Integer() }, strict)),
    lots: Type.Array(QuoteLot),
  },
  strict,
);

export const WireMessage = Type.Object(
  { to: Type.Union([Type.Literal('cashier'), Type.Literal('customer'), Type.Literal('slip')]), text: Type.String() },
  strict,
);

const quoteFields = {
  program: Type.Object({ code: Type.String(), version: Type.Integer(), hash: Type.String() }, strict),
  lines: Type.Array(QuoteLine),
  totals: WireTotals,
  points: WirePoints,
  rewards: Type.Array(WireReward),
  costs: Type.Optional(
    Type.Array(
      Type.Object(
        { rule: Type.String(), purse: Type.String(), count: Tally('Points or stamps of the purse.') },
        strict,
      ),
      { description: 'What rules were paid with, as receipt.attributes.accept asked; absent: nothing.' },
    ),
  ),
  messages: Type.Array(WireMessage),
  nudges: Type.Array(
    Type.Object(
      {
        rule: Type.String({ description: 'Which would give something, or more.' }),
        text: Type.String({ description: 'In the language of Accept-Language: en or ru.' }),
        missing: Type.Object(
          {
            amount: Type.Optional(Type.Number({ description: 'Minor units, of goods at their full price.' })),
            quantity: Type.Optional(Type.Number({ description: 'Units.' })),
            sku: Type.Optional(Type.String({ description: 'Of this article.' })),
          },
          strict,
        ),
        gain: Type.Integer({
          description:
            'Minor units the rule would give more, at least; 0 where that depends on a price not known here.',
        }),
      },
      strict,
    ),
    {
      description:
        'What a little more would bring: at most three, the most valuable first. In quotes and simulations; a committed ' +
        'receipt has none, since nobody is there to be told any more.',
    },
  ),
  coupons: Type.Array(
    Type.Object(
      {
        code: Type.String(),
        status: Type.Union([Type.Literal('applied'), Type.Literal('refused')]),
        reason: Type.Optional(Type.String()),
      },
      strict,
    ),
  ),
  returns: Type.Optional(Type.Array(ReturnReply, { description: 'What each receipt of `returns` gives back.' })),
  trace: Type.Optional(
    Type.Array(
      Type.Object(
        {
          rule: Type.String(),
          outcome: Type.Enum(['applied', 'displaced', 'unmet', 'limited']),
          by: Type.Optional(Type.String()),
          reason: Type.String(),
        },
        strict,
      ),
    ),
  ),
};

export const WireQuote = Type.Object(
  { token: Type.String({ description: 'Signed; valid 24 h; send it with the commit.' }), ...quoteFields },
  { ...strict, $id: 'Quote' },
);
export type WireQuote = Type.Static<typeof WireQuote>;

export const CommittedReceipt = Type.Object(
  {
    id: Id('The receipt’s id.'),
    state: Type.Union([Type.Literal('committed'), Type.Literal('cancelled')]),
    committedAt: Time('When the database had it.'),
    ...quoteFields,
    variance: Type.Optional(
      Type.Object(
        {
          net: Sum('charged − evaluated.'),
          lines: Type.Array(
            Type.Object(
              {
                line: Type.Integer(),
                charged: Sum('What the customer paid.'),
                evaluated: Sum('What we would have asked.'),
                difference: Sum('charged − evaluated.'),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
    certificates: Type.Optional(
      Type.Array(PaidCertificate, { description: 'Gift certificates that paid a part of it.' }),
    ),
    activated: Type.Optional(Type.Array(ActivatedCertificate, { description: 'Gift certificates it has sold.' })),
    debt: Type.Optional(Tally('Points spent that the member no longer had (paid is paid).')),
  },
  { ...strict, $id: 'CommittedReceipt' },
);
export type CommittedReceipt = Type.Static<typeof CommittedReceipt>;
