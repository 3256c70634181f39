/** The chain: its stores and tills, and the keys that may call: /v1/stores, /v1/tills, /v1/keys. */
import Type from 'typebox';
import { Attributes, Code, strict, Text, Time } from './common.ts';

/** Codes stand in URLs, gates of rules (`region:…` too) and on paper. */
const NewCode = (description: string) =>
  Type.String({ minLength: 1, maxLength: 64, pattern: '^[\\p{L}\\p{N}_.-]+$', description });
const Title = Text(200, 'For people.');
const Region = NewCode('Letters, digits, _ . -');
const Timezone = Type.String({ minLength: 1, maxLength: 64, description: 'An IANA name: Europe/Moscow.' });
const Nullable = <T extends typeof Title | typeof Region>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));

const storeFields = {
  title: Type.Optional(Type.String()),
  region: Type.Optional(Type.String({ description: 'Rules ask for region:…' })),
  timezone: Type.String({ description: 'Its business day and the schedules of rules run in it.' }),
  programme: Type.String({ description: 'The code of the programme it prices under.' }),
  attributes: Attributes,
};

export const WireStore = Type.Object(
  { code: Type.String(), ...storeFields, createdAt: Time('When it was made.') },
  { ...strict, $id: 'Store' },
);
export type WireStore = Type.Static<typeof WireStore>;

export const NewStore = Type.Object(
  {
    code: NewCode('Letters, digits, _ . -'),
    title: Type.Optional(Title),
    region: Type.Optional(Region),
    timezone: Timezone,
    programme: Code('The programme it prices under; it need not exist yet.'),
    attributes: Type.Optional(Attributes),
  },
  {
    ...strict,
    $id: 'NewStore',
    examples: [{ code: 's1', title: 'Arbat 1', region: 'centre', timezone: 'Europe/Moscow', programme: 'main' }],
  },
);
export type NewStore = Type.Static<typeof NewStore>;

export const StoreChange = Type.Object(
  {
    title: Nullable(Title),
    region: Nullable(Region),
    timezone: Type.Optional(Timezone),
    programme: Type.Optional(Code('The programme it prices under from now on.')),
    attributes: Type.Optional(Attributes),
  },
  { ...strict, $id: 'StoreChange', description: 'What is absent stays, null goes; attributes are replaced whole.' },
);
export type StoreChange = Type.Static<typeof StoreChange>;

export const WireTill = Type.Object(
  {
    code: Type.String(),
    store: Type.String(),
    title: Type.Optional(Type.String()),
    createdAt: Time('When it was made.'),
  },
  { ...strict, $id: 'Till' },
);
export type WireTill = Type.Static<typeof WireTill>;

export const NewTill = Type.Object(
  { code: NewCode('Letters, digits, _ . -'), store: Code('Where it stands.'), title: Type.Optional(Title) },
  { ...strict, $id: 'NewTill', examples: [{ code: 's1-1', store: 's1' }] },
);
export type NewTill = Type.Static<typeof NewTill>;

export const TillChange = Type.Object(
  { store: Type.Optional(Code('Where it stands from now on.')), title: Nullable(Title) },
  { ...strict, $id: 'TillChange', description: 'What is absent stays, a title of null goes.' },
);
export type TillChange = Type.Static<typeof TillChange>;

const Role = Type.Enum(['till', 'shop', 'call-centre', 'marketer', 'admin'], { description: 'What it may do.' });

const keyFields = {
  id: Type.Integer({ description: 'To revoke it by.' }),
  role: Role,
  store: Type.Optional(Type.String()),
  till: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  createdAt: Time('When it was made.'),
  revokedAt: Type.Optional(Time('Since then it opens nothing.')),
};

export const WireKey = Type.Object(keyFields, { ...strict, $id: 'Key' });
export type WireKey = Type.Static<typeof WireKey>;

export const WireCreatedKey = Type.Object(
  {
    ...keyFields,
    key: Type.Optional(
      Type.String({ description: 'Shown this once: what follows Bearer. Absent when the reply is given again.' }),
    ),
  },
  { ...strict, $id: 'CreatedKey' },
);
export type WireCreatedKey = Type.Static<typeof WireCreatedKey>;

export const NewKey = Type.Object(
  {
    role: Role,
    store: Type.Optional(Code('For a shop.')),
    till: Type.Optional(Code('For a till.')),
    title: Type.Optional(Title),
  },
  {
    ...strict,
    $id: 'NewKey',
    description: 'A till’s key names its till, a shop’s its store, all others neither.',
    examples: [{ role: 'till', till: 's1-1', title: 'Arbat 1, till 1' }],
  },
);
export type NewKey = Type.Static<typeof NewKey>;
