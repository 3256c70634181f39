/** What a member did besides buying: POST /v1/activities. */
import Type from 'typebox';
import { Attributes, Code, Id, MemberReference, strict, Time } from './common.ts';
import { WireMessage, WirePoints } from './quote.ts';
import { WireReward } from './reward.ts';

export const WireActivity = Type.Object(
  {
    type: Type.String({
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
      minLength: 1,
      maxLength: 64,
      description: 'survey, link, app-login …: rules ask for activity("survey") and run on activity:survey.',
    }),
    member: MemberReference,
    attributes: Type.Optional(Attributes),
    key: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\p{Cc}\\p{Cs}]+$',
      description: 'Of your own for this very activity: the same key of the same type counts once, for good.',
    }),
    store: Type.Optional(Code('Where it happened; known from the key of a till or a shop.')),
  },
  {
    ...strict,
    $id: 'Activity',
    description:
      'With type `referral`, attributes.referrer says who referred the member: a card, a phone or a member’s id.',
    examples: [{ type: 'survey', member: { card: '2000000000017' }, attributes: { score: 9 }, key: 'survey-4711' }],
  },
);
export type WireActivity = Type.Static<typeof WireActivity>;

export const DoneActivity = Type.Object(
  {
    id: Id('Of what it brought; operations name it.'),
    type: Type.String(),
    member: Id('Whose it is.'),
    at: Time('When it was heard of.'),
    program: Type.Object({ code: Type.String(), version: Type.Integer(), hash: Type.String() }, strict),
    points: Type.Omit(WirePoints, ['redeemable', 'redeem'], { ...strict, description: 'With what it has earned.' }),
    rewards: Type.Array(WireReward),
    messages: Type.Array(WireMessage),
  },
  { ...strict, $id: 'DoneActivity' },
);
export type DoneActivity = Type.Static<typeof DoneActivity>;
