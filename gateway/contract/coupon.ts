/** Coupon campaigns, their codes, and what becomes of a code: /v1/coupon-campaigns, /v1/coupons. */
import Type from 'typebox';
import { Id, strict, Text, Time } from './common.ts';

/** As rules name it: rules/program/schema/scalars.ts has the same pattern. */
const CampaignCode = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  description: 'What rules name it by; letters, digits, “.”, “_” and “-”.',
});
const ChosenCode = Type.String({
  minLength: 1,
  maxLength: 32,
  pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N} _.-]*$',
  description: 'Letters, digits, “_” and “.”; capitals, spaces and hyphens make no difference.',
});
const Kind = Type.Enum(['generic', 'unique', 'personal'], {
  description: 'generic: codes you choose, for everybody. unique: made one by one. personal: made each for its member.',
});
const Cap = (description: string) => Type.Integer({ minimum: 1, maximum: 1_000_000_000, description });
const Window = Type.Object(
  { from: Type.Optional(Time('Not before.')), to: Type.Optional(Time('Until then, itself not included.')) },
  { ...strict, description: 'When receipts may use its codes, by their business time.' },
);
const Limits = Type.Object(
  {
    code: Type.Optional(Cap('Uses of each code; a unique or personal one is used once unless it says otherwise.')),
    member: Type.Optional(Cap('Uses by each member: then it takes a card.')),
    total: Type.Optional(Cap('Uses of all of its codes together.')),
  },
  strict,
);
const ExpireAfter = Type.String({
  minLength: 3,
  maxLength: 40,
  description: 'ISO 8601 duration for which a code lives from its issue: P30D.',
});
const Title = Text(200, 'For people.');

const campaignFields = {
  title: Type.Optional(Title),
  active: Type.Optional(Window),
  expireAfter: Type.Optional(ExpireAfter),
  limits: Type.Optional(Limits),
};

export const NewCampaign = Type.Object(
  {
    code: CampaignCode,
    kind: Kind,
    ...campaignFields,
    codes: Type.Optional(
      Type.Array(ChosenCode, {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'Of a generic campaign; its own code in capitals unless given.',
      }),
    ),
  },
  {
    ...strict,
    $id: 'NewCouponCampaign',
    examples: [{ code: 'welcome10', kind: 'generic', codes: ['WELCOME10'], limits: { member: 1 } }],
  },
);
export type NewCampaign = Type.Static<typeof NewCampaign>;

export const CampaignChange = Type.Object(
  {
    title: Type.Optional(Type.Union([Title, Type.Null()])),
    state: Type.Optional(Type.Enum(['active', 'paused', 'closed'], { description: 'closed is for good.' })),
    active: Type.Optional(Type.Union([Window, Type.Null()])),
    expireAfter: Type.Optional(Type.Union([ExpireAfter, Type.Null()])),
    limits: Type.Optional(Type.Union([Limits, Type.Null()])),
  },
  {
    ...strict,
    $id: 'CouponCampaignChange',
    description:
      'What is absent stays, null goes; active and limits are replaced whole. Codes issued before keep their expiry.',
  },
);
export type CampaignChange = Type.Static<typeof CampaignChange>;

export const WireCampaign = Type.Object(
  {
    code: Type.String(),
    kind: Kind,
    state: Type.Enum(['active', 'paused', 'closed']),
    ...campaignFields,
    codes: Type.Optional(Type.Array(Type.String(), { description: 'Of a generic campaign.' })),
    createdAt: Time('When it was made.'),
    updatedAt: Time('When it was changed last.'),
  },
  { ...strict, $id: 'CouponCampaign' },
);
export type WireCampaign = Type.Static<typeof WireCampaign>;

export const CodesRequest = Type.Object(
  {
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'So many codes of a unique campaign.' }),
    ),
    members: Type.Optional(
      Type.Array(Id('A member.'), {
        minItems: 1,
        maxItems: 20_000,
        description: 'A code of a personal campaign for each of them.',
      }),
    ),
    codes: Type.Optional(
      Type.Array(ChosenCode, {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'More of a generic campaign.',
      }),
    ),
  },
  { ...strict, $id: 'CouponCodesRequest', minProperties: 1, maxProperties: 1 },
);
export type CodesRequest = Type.Static<typeof CodesRequest>;

export const MadeCodes = Type.Object(
  {
    codes: Type.Array(
      Type.Object(
        {
          code: Type.String(),
          member: Type.Optional(Id('Whose it is.')),
          expiresAt: Type.Optional(Time('Until then.')),
        },
        strict,
      ),
    ),
  },
  { ...strict, $id: 'CouponCodes' },
);
export type MadeCodes = Type.Static<typeof MadeCodes>;

export const WireCoupon = Type.Object(
  {
    code: Type.String(),
    campaign: Type.String(),
    kind: Kind,
    state: Type.Enum(['issued', 'reserved', 'redeemed', 'expired', 'revoked'], { description: 'As it is now.' }),
    why: Type.Optional(
      Type.String({ description: 'Why a receipt of this moment could not use it; absent: it could.' }),
    ),
    member: Type.Optional(Id('Whose it is; of a unique code: whom it was given to.')),
    used: Type.Integer({ description: 'How often it was used; of a generic code see its campaign’s limits.' }),
    uses: Type.Optional(Type.Integer({ description: 'How often it may be used.' })),
    hold: Type.Optional(Id('The hold that reserves it.')),
    receipt: Type.Optional(Id('The receipt that used it last.')),
    redeemedAt: Type.Optional(Time('When that was.')),
    issuedBy: Type.Optional(Id('The receipt or activity that it was a reward of.')),
    issuedAt: Time('When it was made.'),
    expiresAt: Type.Optional(Time('Until then.')),
  },
  { ...strict, $id: 'Coupon' },
);
export type WireCoupon = Type.Static<typeof WireCoupon>;
