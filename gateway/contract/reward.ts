/** What a receipt brings besides money off and points: `rewards` of a quote, a committed receipt, an activity. */
import Type from 'typebox';
import { AttributeValue, PositiveAmount, strict, Tally, Time } from './common.ts';

export const WireReward = Type.Object(
  {
    kind: Type.Enum(['coupon', 'certificate', 'badge', 'stamps', 'attribute']),
    rule: Type.String({ description: 'The rule that gives it.' }),
    code: Type.Optional(
      Type.String({ description: 'Of the coupon or the certificate, once the receipt is committed; not in a quote.' }),
    ),
    campaign: Type.Optional(Type.String({ description: 'Of the coupon.' })),
    amount: Type.Optional(PositiveAmount('Of the certificate, minor units.')),
    expiresAt: Type.Optional(Time('Of the coupon, the certificate or the stamps: until then.')),
    badge: Type.Optional(Type.String({ description: 'The badge.' })),
    purse: Type.Optional(Type.String({ description: 'Of the stamps.' })),
    count: Type.Optional(Tally('So many stamps.')),
    name: Type.Optional(Type.String({ description: 'Of the attribute.' })),
    value: Type.Optional(AttributeValue),
  },
  strict,
);
export type WireReward = Type.Static<typeof WireReward>;
