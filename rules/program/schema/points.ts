/** The `points` section: what a point is worth, where points are kept, how long they are held, how they come back. */
import { type Static, Type } from 'typebox';
import { Code, Duration, PositiveAmount } from './scalars.ts';

const Purse = Type.Object(
  {
    code: Code,
    expireAfter: Type.Optional(Duration),
    spendFirst: Type.Optional(Type.Boolean({ default: false })),
  },
  { additionalProperties: false, expected: 'a purse {code, expireAfter, spendFirst}' },
);

const Returns = Type.Object(
  {
    reprice: Type.Optional(
      Type.Enum(['asPaid', 'remaining'], {
        default: 'asPaid',
        description:
          'what goes back: what was paid for the units, or what was paid less what the others would have cost',
      }),
    ),
    shortfall: Type.Optional(Type.Enum(['debt', 'withhold', 'forgive'], { default: 'debt' })),
    withoutReceipt: Type.Optional(
      Type.Enum(['refuse', 'allow'], {
        default: 'refuse',
        description: 'whether goods may come back without the receipt they were sold on, at the prices the till gives',
      }),
    ),
    grace: Type.Optional(Duration),
  },
  { additionalProperties: false, expected: 'what happens on a return {reprice, shortfall, withoutReceipt, grace}' },
);

const Hold = Type.Object(
  { ttl: Type.Optional(Duration), maxTtl: Type.Optional(Duration) },
  { additionalProperties: false, expected: 'how long points may be held {ttl, maxTtl}' },
);

const Confirm = Type.Object(
  {
    above: PositiveAmount,
    ttl: Type.Optional(Duration),
    digits: Type.Optional(
      Type.Integer({ minimum: 4, maximum: 10, default: 6, expected: 'a number of digits from 4 to 10' }),
    ),
    attempts: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10, default: 3, expected: 'a number of tries from 1 to 10' }),
    ),
    resendAfter: Type.Optional(Duration),
  },
  {
    additionalProperties: false,
    expected: 'when a payment is confirmed by SMS {above, ttl, digits, attempts, resendAfter}',
  },
);

export const PointsSection = Type.Object(
  {
    scale: Type.Optional(Type.Integer({ minimum: 0, maximum: 6, default: 0, expected: 'a whole number from 0 to 6' })),
    worth: Type.Optional(Type.Unsafe<number>({ ...PositiveAmount, default: 100 })),
    rounding: Type.Optional(Type.Enum(['floor', 'half-up', 'ceil'], { default: 'floor' })),
    earnOnRedeemed: Type.Optional(Type.Boolean({ default: false })),
    redeemAs: Type.Optional(Type.Enum(['discount', 'tender'], { default: 'discount' })),
    purses: Type.Optional(Type.Array(Purse, { minItems: 1, maxItems: 100, expected: 'a list of purses' })),
    confirm: Type.Optional(Confirm),
    hold: Type.Optional(Hold),
    attachDays: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3650, default: 0, expected: 'a whole number of days from 0 to 3650' }),
    ),
    returns: Type.Optional(Returns),
  },
  { additionalProperties: false, expected: 'the section of points' },
);

export type PointsSection = Static<typeof PointsSection>;
