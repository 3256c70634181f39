/** Members and their cards: /v1/members. What a till's or a shop's key sees of a person is masked. */
import Type, { type TSchema } from 'typebox';
import {
  Attributes,
  AttributeValue,
  attributeNames,
  Code,
  Day,
  Id,
  MemberReference,
  strict,
  Tally,
  Time,
} from './common.ts';
import { WireMelt } from './melt.ts';

const Phone = Type.String({ minLength: 5, maxLength: 24, description: 'With country code: +79161234567.' });
const Email = Type.String({ maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$', description: 'name@example.com' });
const Name = Type.String({ minLength: 1, maxLength: 200, description: 'As the member is to be addressed.' });
const BirthDate = Day('For birthdays and ages.');
const CardNumber = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[!-~]+$',
  description: 'Printable ASCII without blanks',
});
const CardType = Code('Rules may ask for it: standard unless given, employee, …');

const Chosen = (description: string) =>
  Type.Array(Code('One of them.'), { maxItems: 100, uniqueItems: true, description });
const favourites = {
  sku: Chosen('Articles.'),
  category: Chosen('Categories, each with its descendants.'),
  brand: Chosen('Brands.'),
};
const Favourites = Type.Partial(Type.Object(favourites), strict);

export const NewCard = Type.Object(
  {
    number: Type.Optional(CardNumber),
    type: Type.Optional(CardType),
  },
  { ...strict, description: 'Without number one is made up: 16 digits, the last a Luhn check digit.' },
);
export type NewCard = Type.Static<typeof NewCard>;

export const NewMember = Type.Object(
  {
    phone: Type.Optional(Phone),
    email: Type.Optional(Email),
    name: Type.Optional(Name),
    birthDate: Type.Optional(BirthDate),
    attributes: Type.Optional(Attributes),
    favourites: Type.Optional(Favourites),
    registeredAt: Type.Optional(Time('When it joined, for members of an earlier system; now unless given.')),
    cards: Type.Optional(Type.Array(NewCard, { maxItems: 16 })),
    store: Type.Optional(
      Code('Where it joins: its programme welcomes the member. Unless given, `main` or the only one.'),
    ),
    referrer: Type.Optional(
      Type.Unsafe<MemberReference>({
        ...MemberReference,
        description: 'Who referred it: by exactly one of card, phone, id.',
      }),
    ),
  },
  {
    ...strict,
    $id: 'NewMember',
    description: 'With a phone, a card or both.',
    examples: [{ phone: '+79161234567', name: 'Anna Petrova', birthDate: '1990-05-17', cards: [{ type: 'standard' }] }],
  },
);
export type NewMember = Type.Static<typeof NewMember>;

const orNull = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));

export const MemberChange = Type.Object(
  {
    phone: orNull(Phone),
    email: orNull(Email),
    name: orNull(Name),
    birthDate: orNull(BirthDate),
    attributes: Type.Optional(
      Type.Record(Type.String(), Type.Union([...AttributeValue.anyOf, Type.Null()]), {
        ...attributeNames,
        maxProperties: 64,
        description: 'Merged name by name.',
      }),
    ),
    favourites: Type.Optional(
      Type.Object(
        { sku: orNull(favourites.sku), category: orNull(favourites.category), brand: orNull(favourites.brand) },
        strict,
      ),
    ),
  },
  { ...strict, $id: 'MemberChange', description: 'What is absent stays, null goes (RFC 7396).' },
);
export type MemberChange = Type.Static<typeof MemberChange>;

const WireCard = Type.Object(
  {
    number: Type.String(),
    type: Type.String(),
    state: Type.Enum(['active', 'blocked', 'replaced']),
    replacedBy: Type.Optional(Type.String({ description: 'The card that has taken its place.' })),
    issuedAt: Time('When it was issued.'),
  },
  strict,
);

const MemberLot = Type.Object(
  {
    points: Tally('Left of it.'),
    held: Type.Optional(Tally('Of those, reserved by holds.')),
    purse: Type.String(),
    activeAt: Type.Optional(Time('Pending: from then on they can be spent.')),
    expiresAt: Type.Optional(Time('Until then.')),
    melt: Type.Optional(Type.Object({ ...WireMelt.properties, next: Time('When it melts next.') }, strict)),
  },
  strict,
);

const Standing = Type.Object(
  {
    program: Type.String({ description: 'The code of a published programme.' }),
    tier: Type.Optional(
      Type.Object(
        {
          code: Type.String(),
          since: Type.Optional(Time('When it was reached; absent where time alone has brought it, or nothing has.')),
          until: Type.Optional(Time('Kept until then at least.')),
        },
        strict,
      ),
    ),
    counters: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.Number(), Type.Array(Type.Number())]), {
        description:
          'By code, as conditions are told: the present period, or [present, previous, …] where the programme asks for more. Not for tills and shops.',
      }),
    ),
  },
  strict,
);

export const WireMember = Type.Object(
  {
    id: Id('The member.'),
    phone: Type.Optional(Type.String({ description: 'E.164; masked for tills and shops: +7***4567.' })),
    email: Type.Optional(Type.String({ description: 'Masked for tills and shops.' })),
    name: Type.Optional(Type.String({ description: 'Initials for tills and shops.' })),
    birthDate: Type.Optional(Type.String({ description: 'Not for tills and shops.' })),
    attributes: { ...Attributes, description: 'The member’s own, and over them those that rules have set.' },
    badges: Type.Array(Type.String(), { description: 'Awarded by rules, the first one first.' }),
    favourites: Favourites,
    registeredAt: Time('When it joined.'),
    cards: Type.Array(WireCard, { description: 'Oldest first.' }),
    tier: Type.Optional(
      Type.String({
        description: 'Its tier now, where one published programme has tiers; see programs where several do.',
      }),
    ),
    programs: Type.Array(Standing, {
      description: 'What it counts for now, in programmes that have counters or tiers.',
    }),
    points: Type.Object(
      {
        balance: Tally('That can be spent now.'),
        pending: Tally('Earned, not yet active.'),
        held: Tally('Reserved by holds.'),
        debt: Tally('Owed: repaid first by what is earned next.'),
        purses: Type.Array(
          Type.Object(
            {
              purse: Type.String(),
              balance: Tally('To spend.'),
              pending: Tally('Not yet.'),
              held: Tally('Held.'),
              stamps: Type.Optional(
                Type.Literal(true, { description: 'Its units are stamps, and no part of the sums.' }),
              ),
            },
            strict,
          ),
        ),
        lots: Type.Array(MemberLot, { description: 'Open ones, the next to expire first.' }),
      },
      { ...strict, description: 'Of the party: a household shares them.' },
    ),
  },
  { ...strict, $id: 'Member' },
);
export type WireMember = Type.Static<typeof WireMember>;

export const MemberQuery = Type.Object(
  {
    card: Type.Optional(MemberReference.properties.card),
    phone: Type.Optional(MemberReference.properties.phone),
  },
  { ...strict, minProperties: 1, maxProperties: 1, description: 'By exactly one of card and phone.' },
);

export const WireOperation = Type.Object(
  {
    seq: Type.Integer({ description: 'The party’s own number of it, without gap.' }),
    at: Time('When.'),
    reason: Type.String({
      description: 'accrue, activate, melt, expire, redeem, cost, restore, take-back, shortfall, repay, …',
    }),
    debit: Type.String({ description: 'The account they left: purse:bonus, house:issued, debt, …' }),
    credit: Type.String({ description: 'The account they went to.' }),
    points: Tally('So many.'),
    lot: Type.Optional(Type.Integer({ description: 'The seq of the accrual that made them.' })),
    rule: Type.Optional(Type.String()),
    receipt: Type.Optional(Id('By this receipt.')),
    occasion: Type.Optional(
      Type.String({
        description: 'Without a receipt: registration, activity:survey, birthday, …; gift: for a referral.',
      }),
    ),
    note: Type.Optional(Type.String({ description: 'Why, in the words of whoever adjusted it.' })),
  },
  { ...strict, $id: 'Operation' },
);
export type WireOperation = Type.Static<typeof WireOperation>;
