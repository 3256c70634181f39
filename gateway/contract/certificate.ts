/** Gift certificates: /v1/certificates, and what holds, receipts and returns say of them. */
import Type from 'typebox';
import { Id, MemberReference, maxAmount, PositiveAmount, strict, Time } from './common.ts';

export const CertificateCode = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[!-~ ]+$',
  description: 'A certificate’s code; capitals, blanks and hyphens do not matter.',
});

export const PaidCertificate = Type.Object(
  {
    code: Type.String(),
    amount: PositiveAmount('Minor units.'),
    balance: PositiveAmount('What can be spent of it afterwards.'),
  },
  strict,
);

export const HeldCertificate = Type.Object(
  {
    code: Type.String(),
    amount: PositiveAmount('Minor units held.'),
    posted: PositiveAmount('Of those, what the receipt was paid with.'),
    balance: PositiveAmount('What can be spent of it beside what holds keep.'),
  },
  strict,
);

export const ActivatedCertificate = Type.Object(
  {
    line: Type.Integer({ description: 'The line that sold it.' }),
    code: Type.String(),
    amount: PositiveAmount('Minor units.'),
    expiresAt: Type.Optional(Time('Until then.')),
  },
  strict,
);

/** As many as a request takes; `tillgate certificates generate` makes any number. */
export const maxCertificates = 100_000;

export const NewCertificates = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: maxAmount, description: 'Minor units each is good for.' }),
    currency: Type.Optional(
      Type.String({ pattern: '^[A-Z]{3}$', description: 'Of the published programmes, where they agree on one.' }),
    ),
    code: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 64,
        pattern: '^[0-9A-Za-z-]+$',
        description: 'One that is printed already; made up unless given. Whoever guesses it may spend it.',
      }),
    ),
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maxCertificates, description: 'So many at once, answered as CSV.' }),
    ),
    member: Type.Optional(MemberReference),
    expireAfter: Type.Optional(Type.String({ maxLength: 32, description: 'ISO 8601 duration from activation: P1Y.' })),
    expiresAt: Type.Optional(Time('To be spent by then, whenever it is activated.')),
    active: Type.Optional(Type.Boolean({ description: 'Active at once, without a till.' })),
  },
  {
    ...strict,
    $id: 'NewCertificates',
    examples: [{ amount: 500_000, count: 1_000, expireAfter: 'P1Y' }],
  },
);
export type NewCertificates = Type.Static<typeof NewCertificates>;

export const WireCertificate = Type.Object(
  {
    code: Type.String(),
    state: Type.Enum(['issued', 'active', 'spent', 'expired', 'revoked']),
    amount: PositiveAmount('Minor units it is good for.'),
    currency: Type.String(),
    balance: PositiveAmount('What can be spent of it now; holds are not in it.'),
    held: PositiveAmount('What open holds keep.'),
    member: Type.Optional(Id('Whom it was given to; whoever has it may spend it.')),
    issuedAt: Time('When it was issued.'),
    activatedAt: Type.Optional(Time('When it was activated.')),
    expireAfter: Type.Optional(Type.String({ description: 'From its activation.' })),
    expiresAt: Type.Optional(Time('Until then.')),
    operations: Type.Optional(
      Type.Array(
        Type.Object(
          {
            seq: Type.Integer({ description: 'Its number, without gap.' }),
            at: Time('When.'),
            reason: Type.String({ description: 'activate, deactivate, redeem, restore, expire, revoke' }),
            debit: Type.String({ description: 'The account it left.' }),
            credit: Type.String({ description: 'The account it went to.' }),
            amount: PositiveAmount('Minor units.'),
            receipt: Type.Optional(Id('By this receipt.')),
          },
          strict,
        ),
        { description: 'The last hundred, newest first.' },
      ),
    ),
  },
  { ...strict, $id: 'Certificate' },
);
export type WireCertificate = Type.Static<typeof WireCertificate>;
