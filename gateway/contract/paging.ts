/** Lists are read a page at a time: `next` of one page is where the following one starts. */
import Type from 'typebox';
import { Code } from './common.ts';

const Limit = (most: number) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: most, default: Math.min(most, 100), description: 'At most so many.' }),
  );

/** Pages in the order of a code. */
export const byCode = { after: Type.Optional(Code('`next` of the page before.')), limit: Limit(1_000) };
/** Pages in the order of a number. */
export const byNumber = {
  after: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: '`next` of the page before.' }),
  ),
  limit: Limit(1_000),
};
/** Pages against the order of a number. */
export const newestFirst = {
  before: Type.Optional(
    Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: '`next` of the page before.' }),
  ),
  limit: Limit(1_000),
};

export const pageSize = 100;

export const NextCode = Type.Optional(Type.String({ description: 'Where the next page starts; absent on the last.' }));
export const NextNumber = Type.Optional(
  Type.Integer({ description: 'Where the next page starts; absent on the last.' }),
);

export const idempotent = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      pattern: '^[!-~]+$',
      description: 'A retry with the same key and body gets the same reply, for 30 days',
    }),
  ),
});
