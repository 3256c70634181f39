/** Points, and money of a gift certificate, kept aside while the customer pays: POST /v1/holds and what becomes of a hold. */
import Type from 'typebox';
import { CertificateCode, HeldCertificate } from './certificate.ts';
import { Code, Id, keyFields, MemberReference, maxAmount, PositiveAmount, strict, Tally, Time } from './common.ts';

export const WireHoldRequest = Type.Object(
  {
    ...keyFields,
    businessTime: Type.Optional(Time('Decides the business day where that is absent; defaults to now.')),
    member: Type.Optional(MemberReference),
    redeem: Type.Optional(
      Type.Array(
        Type.Object(
          {
            purse: Type.Optional(Code('A purse of the programme; absent: in spending order.')),
            points: Type.Integer({ minimum: 1, maximum: maxAmount, description: 'So many.' }),
          },
          strict,
        ),
        { minItems: 1, maxItems: 8, description: 'Points; whose they are says `member`.' },
      ),
    ),
    certificate: Type.Optional(
      Type.Object(
        {
          code: CertificateCode,
          amount: Type.Integer({ minimum: 1, maximum: maxAmount, description: 'Minor units of it.' }),
        },
        { ...strict, description: 'A gift certificate that pays a part; needs no member.' },
      ),
    ),
    coupons: Type.Optional(
      Type.Array(Code('A coupon’s code.'), {
        minItems: 1,
        maxItems: 64,
        uniqueItems: true,
        description:
          'Unique and personal codes are reserved; generic ones, of which there is no end, are only checked.',
      }),
    ),
    ttl: Type.Optional(
      Type.String({ maxLength: 32, description: 'ISO 8601 duration; the programme’s own unless given.' }),
    ),
  },
  { ...strict, $id: 'HoldRequest', description: 'Points in `redeem`, or a `certificate`, or both.' },
);
export type WireHoldRequest = Type.Static<typeof WireHoldRequest>;

export const WireHold = Type.Object(
  {
    id: Id('The hold.'),
    state: Type.Enum(['code_pending', 'active', 'posted', 'voided', 'expired']),
    till: Type.String(),
    businessDay: Type.String(),
    number: Type.String(),
    member: Type.Optional(Id('Whose points.')),
    redeem: Type.Array(Type.Object({ purse: Type.String(), points: Tally('Held.') }, strict)),
    coupons: Type.Optional(Type.Array(Type.String(), { description: 'Codes it reserves.' })),
    points: Tally('Σ redeem.'),
    posted: Tally('Of those, spent by the receipt.'),
    amount: PositiveAmount('Minor units they and the certificate pay.'),
    certificates: Type.Optional(Type.Array(HeldCertificate, { description: 'Gift certificates it keeps money of.' })),
    createdAt: Time('When it was made.'),
    expiresAt: Time('When it lapses unless resolved.'),
    maxUntil: Time('As far as it can be extended.'),
    receipt: Type.Optional(Id('The receipt that posted it.')),
  },
  { ...strict, $id: 'Hold' },
);
export type WireHold = Type.Static<typeof WireHold>;

const ttlFromNow = Type.Optional(
  Type.String({
    minLength: 3,
    maxLength: 32,
    description: 'ISO 8601 duration from now; the programme’s own unless given.',
  }),
);

export const HoldExtension = Type.Union([Type.Object({ ttl: ttlFromNow }, strict), Type.Null()]);

const hold = Id('The hold.');

/** Over a till's socket, where no path names the hold. */
export const HoldNamed = Type.Object({ id: hold }, strict);
export const HoldNamedExtension = Type.Object({ id: hold, ttl: ttlFromNow }, strict);
