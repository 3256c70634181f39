/** Points that people give and take: /v1/members/{id}/adjust, and /v1/adjust-jobs for many members at once. */
import Type from 'typebox';
import { Code, Id, maxAmount, strict, Tally, Time } from './common.ts';

const SignedPoints = Type.Integer({ minimum: -maxAmount, maximum: maxAmount, description: 'Given; negative: taken.' });
const Purse = Code('A purse of the programme; absent: the first, and taken in the order of spending.');
const Reason = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\p{Cc}\\p{Cs}]+$',
  description: 'Why, for whoever reads the member’s operations; no line breaks.',
});

/** When points that are given expire; as their purse has it unless said. */
const terms = {
  purse: Type.Optional(Purse),
  reason: Reason,
  expireAfter: Type.Optional(Type.String({ maxLength: 32, description: 'ISO 8601 duration from now: P90D.' })),
  expireAt: Type.Optional(Time('Of points that are given.')),
  program: Type.Optional(Code('Whose purses they are; the published one where there is one alone.')),
};

export const NewAdjustment = Type.Object(
  { points: SignedPoints, ...terms },
  { ...strict, $id: 'Adjustment', examples: [{ points: 300, reason: 'spilt milk', expireAfter: 'P90D' }] },
);
export type NewAdjustment = Type.Static<typeof NewAdjustment>;

const balance = Type.Integer({ description: 'That can be spent now.' });

export const WireAdjusted = Type.Object(
  {
    id: Id('Of the adjustment.'),
    member: Id('Whose points.'),
    points: SignedPoints,
    purse: Type.Optional(Type.String()),
    reason: Type.String(),
    at: Time('When.'),
    expiresAt: Type.Optional(Time('Of what was given.')),
    balances: Type.Object(
      {
        balance,
        pending: Tally('Not yet active.'),
        held: Tally('Reserved by holds.'),
        debt: Tally('Owed.'),
        purses: Type.Array(Type.Object({ purse: Type.String(), balance }, strict)),
      },
      { ...strict, description: 'Of the member’s party, afterwards.' },
    ),
  },
  { ...strict, $id: 'Adjusted' },
);
export type WireAdjusted = Type.Static<typeof WireAdjusted>;

/** In the query, since the body is the file. */
export const AdjustJobQuery = Type.Object(
  {
    ...terms,
    segment: Type.Optional(Code('Instead of a file: the members of this segment, as it is now.')),
    points: Type.Optional(SignedPoints),
    dry: Type.Optional(Type.Boolean({ description: 'Decide and count, move nothing.' })),
  },
  strict,
);
export type AdjustJobQuery = Type.Static<typeof AdjustJobQuery>;

export const WireAdjustJob = Type.Object(
  {
    id: Id('The job.'),
    state: Type.Enum(['running', 'done', 'undoing', 'undone']),
    dry: Type.Boolean(),
    program: Type.String(),
    purse: Type.Optional(Type.String()),
    reason: Type.String(),
    expiresAt: Type.Optional(Time('Of points that it gives.')),
    rows: Type.Integer({ description: 'Of the file or the segment.' }),
    progress: Type.Integer({ description: 'Rows dealt with, in the direction of the state.' }),
    applied: Type.Integer({ description: 'Rows whose points moved.' }),
    refused: Type.Integer({ description: 'Rows that had no effect; why says the list of outcomes.' }),
    given: Tally('Σ given.'),
    taken: Tally('Σ taken.'),
    undone: Type.Integer({ description: 'Rows the undo has dealt with.' }),
    reversed: Tally('Σ points the undo moved back.'),
    missing: Tally('Σ points given that the undo did not find any more; nobody owes them.'),
    createdAt: Time('When it began.'),
    finishedAt: Type.Optional(Time('When its state was reached.')),
  },
  { ...strict, $id: 'AdjustJob' },
);
export type WireAdjustJob = Type.Static<typeof WireAdjustJob>;
