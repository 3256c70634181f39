/** What would a receipt come to? POST /v1/simulate: any document, any member, any moment; without effect. */
import Type from 'typebox';
import { AttributeValue, Code, Id, Points, PositiveAmount, strict, Text, Time } from './common.ts';
import { WireQuote } from './quote.ts';
import { WireReceipt } from './receipt.ts';
import { ref } from './reference.ts';

const Names = Type.Array(Text(128, 'A name.'), { maxItems: 1_000 });
const Values = Type.Record(Type.String({ minLength: 1, maxLength: 64 }), AttributeValue, { maxProperties: 64 });

const WireMemberState = Type.Object(
  {
    tier: Type.Optional(Code('The tier’s code.')),
    segments: Type.Optional(Names),
    cards: Type.Optional(Names),
    attributes: Type.Optional(Values),
    birthDate: Type.Optional(Type.String({ format: 'date' })),
    registeredAt: Type.Optional(Time('When the member joined.')),
    favourites: Type.Optional(
      Type.Object({ sku: Type.Optional(Names), category: Type.Optional(Names), brand: Type.Optional(Names) }, strict),
    ),
    purchases: Type.Optional(Points('Receipts before this one; absent, none.')),
    lastPurchaseAt: Type.Optional(Time('When the last of them was.')),
    counters: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 64 }),
        Type.Union([Type.Number(), Type.Array(Type.Number(), { maxItems: 64 })]),
      ),
    ),
    activities: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 64 }),
        Type.Object({ count: Points('How often.'), last: Type.Optional(Values) }, strict),
      ),
    ),
    balances: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Points('Points by purse.'))),
    coupons: Type.Optional(
      Type.Array(Type.Object({ code: Code('Its code.'), campaign: Code('Its campaign.') }, strict), {
        maxItems: 1_000,
      }),
    ),
    personalPrices: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 64 }),
        Type.Record(
          Type.String({ maxLength: 64 }),
          Type.Object(
            {
              percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
              amount: Type.Optional(PositiveAmount('Minor units off each unit.')),
              price: Type.Optional(PositiveAmount('Minor units for a unit.')),
            },
            { ...strict, minProperties: 1, maxProperties: 1, description: 'One of percent, amount and price.' },
          ),
        ),
      ),
    ),
  },
  { ...strict, description: 'What rules are told of a member; what is absent is unknown.' },
);

export const WireSimulation = Type.Object(
  {
    program: Type.Optional(
      Type.Union([Code('The code of a saved programme.'), Type.Object({}, { description: 'A whole document.' })], {
        description: 'The one of the receipt’s store unless given.',
      }),
    ),
    version: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 2_147_483_647,
        description: 'Of the saved programme; its current one unless given.',
      }),
    ),
    receipt: ref(WireReceipt),
    member: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(Id('A member, as of now.')),
          card: Type.Optional(Code('A card’s number.')),
          state: Type.Optional(WireMemberState),
        },
        { ...strict, minProperties: 1, maxProperties: 1, description: 'A real member, or one made up, by its state.' },
      ),
    ),
    at: Type.Optional(Time('Instead of the receipt’s businessTime; any time at all.')),
  },
  { ...strict, $id: 'Simulation' },
);
export type WireSimulation = Type.Static<typeof WireSimulation>;

export const SimulatedQuote = Type.Omit(WireQuote, ['token'], { ...strict, $id: 'SimulatedQuote' });
export type SimulatedQuote = Omit<WireQuote, 'token'>;
