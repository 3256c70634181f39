import t from 'tap';
import { fc } from '../rules/testing/fast-check.ts';
import { bigints, booleans, byteas, dates, doubles, integers, texts, uuids } from './arrays.ts';
import { testDatabase } from './testing/test-database.ts';

const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** What a column of Postgres makes of an array's elements, as text to compare with. */
const types = [
  ['text[]', texts, text, (value: string) => value],
  ['bigint[]', bigints, fc.maxSafeInteger(), String],
  ['int[]', integers, fc.integer(), String],
  ['float8[]', doubles, fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0), undefined],
  ['boolean[]', booleans, fc.boolean(), String],
  ['date[]', dates, day, (value: string) => value],
  ['uuid[]', uuids, fc.uuid(), (value: string) => value],
  ['bytea[]', byteas, fc.uint8Array(), (value: Uint8Array) => `\\x${Buffer.from(value).toString('hex')}`],
] as const;

t.test('Postgres reads what was written, whatever it is', async (t) => {
  const { pool } = await testDatabase(t);
  for (const [type, encode, arbitrary, shown] of types) {
    const write = encode as (values: readonly unknown[]) => Buffer;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(arbitrary as fc.Arbitrary<unknown>), { maxLength: 20 }), async (values) => {
        const { rows } = await pool.query<{ value: string | null }>(
          `SELECT v::text AS value FROM unnest($1::${type}) WITH ORDINALITY AS u (v, n) ORDER BY n`,
          [write(values)],
        );
        const read = rows.map(({ value }) => (shown === undefined && value !== null ? Number(value) : value));
        t.strictSame(
          read,
          values.map((value) =>
            value === null || shown === undefined ? value : (shown as (v: unknown) => string)(value),
          ),
        );
      }),
      { numRuns: 40 },
    );
  }
});

t.test('undefined is null; what Postgres would not take is refused here', async (t) => {
  t.same(bigints([undefined]), bigints([null]));
  t.throws(() => uuids(['0199d1a0']), { message: /is no UUID/ });
  for (const value of [0.5, Number.NaN, 2 ** 53]) t.throws(() => bigints([value]), { message: /not a whole number/ });
  for (const value of [2 ** 31, -(2 ** 31) - 1]) t.throws(() => integers([value]), { code: 'ERR_OUT_OF_RANGE' });
  t.throws(() => dates(['tomorrow']), RangeError);
});
