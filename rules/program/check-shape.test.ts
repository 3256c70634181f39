import t from 'tap';
import { Check } from 'typebox/value';
import { fc } from '../testing/fast-check.ts';
import { checkShape } from './check-shape.ts';
import { programmeJsonSchema } from './json-schema.ts';
import { definitions, ProgrammeDocument } from './schema.ts';

const checked = new Set([
  ...['type', 'const', 'enum', 'not', '$ref', 'properties', 'required', 'additionalProperties'],
  ...['propertyNames', 'minProperties', 'maxProperties', 'items', 'minItems', 'maxItems', 'minLength', 'maxLength'],
  ...['pattern', 'minimum', 'maximum', 'decimals'],
]);
const annotations = new Set(['expected', 'description', 'title', 'default', '$defs', '$schema', 'format']);

/** Every keyword that stands in a schema, whatever the depth. */
function keywordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const named = key === 'properties' || key === '$defs';
    const inner = named ? Object.values(value as object) : Array.isArray(value) ? value : [value];
    return [key, ...(key === 'default' ? [] : inner.flatMap(keywordsOf))];
  });
}

t.test('the checker knows every keyword that the document and the mechanics use', async (t) => {
  const unknown = keywordsOf(ProgrammeDocument).filter((key) => !checked.has(key) && !annotations.has(key));
  t.same(unknown, []);
});

t.test('the JSON Schema is plain JSON without keywords of our own', async (t) => {
  const schema = programmeJsonSchema();
  t.same(JSON.parse(JSON.stringify(schema)), schema);
  const own = keywordsOf(schema).filter((key) => key === 'expected' || key === 'decimals');
  t.same(own, []);
  t.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
});

/** Documents near the schema: sections right, wrong, missing, and values of every kind where others belong. */
const scalar = fc.oneof(
  fc.constantFrom('price', 'points', 'a', '', 'mon', '18:00-21:00', '2026-11-01T00:00', 'x'.repeat(300), 'region:a b'),
  fc.constantFrom(0, 1, -1, 7.25, 101, 10_001, 1e12, 2.125, true, false, null),
);
const selector = fc.letrec((tie) => ({
  one: fc.dictionary(
    fc.constantFrom('sku', 'category', 'list', 'attributes', 'price', 'favourites', 'any', 'not', 'other'),
    fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      tie('one'),
      fc.array(tie('one'), { maxLength: 2 }),
    ),
    { maxKeys: 4 },
  ),
})).one;
const rule = fc.record(
  {
    code: scalar,
    do: fc.dictionary(
      fc.constantFrom('percent_off', 'earn_percent', 'pay_for', 'multiply', 'nothing'),
      fc.dictionary(fc.constantFrom('percent', 'take', 'pay', 'factor', 'rules', 'lot', 'round', 'maxAmount'), scalar, {
        maxKeys: 3,
      }),
      { maxKeys: 2 },
    ),
    items: selector,
    schedule: fc.array(
      fc.dictionary(fc.constantFrom('days', 'hours', 'monthDays'), fc.array(scalar, { maxLength: 2 })),
    ),
    tenders: fc.array(fc.record({ type: scalar, attributes: fc.dictionary(fc.string({ maxLength: 3 }), scalar) })),
    limits: fc.array(fc.dictionary(fc.constantFrom('by', 'times', 'amount', 'per'), scalar), { maxLength: 2 }),
    priority: scalar,
    stores: fc.array(scalar, { maxLength: 2 }),
    when: scalar,
  },
  { requiredKeys: [] },
);
const document = fc.record(
  {
    program: fc.record({ code: scalar, currency: scalar, minorUnits: scalar }, { requiredKeys: ['code'] }),
    points: fc.dictionary(
      fc.constantFrom('scale', 'worth', 'rounding', 'purses', 'hold'),
      fc.oneof(scalar, fc.array(scalar)),
    ),
    lists: fc.dictionary(fc.constantFrom('a', 'b c', ''), fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }))),
    groups: fc.array(fc.record({ code: scalar, type: scalar, rules: fc.array(rule, { maxLength: 2 }) }), {
      maxLength: 2,
    }),
  },
  { requiredKeys: [] },
);

t.test('it comes to the verdict that TypeBox comes to', async () => {
  fc.assert(
    fc.property(
      fc.oneof(
        document,
        rule.map((one) => ({ program: { code: 'a' }, groups: [{ code: 'a', type: 'price', rules: [one] }] })),
      ),
      (value) => {
        const misfits = checkShape(ProgrammeDocument, value, definitions);
        // `decimals` is ours alone: no TypeBox verdict can be had of it.
        const fits = misfits.every(({ message }) => /at most 2 decimals, not \d+\.\d{3}/.test(message));
        if (fits !== Check(ProgrammeDocument, value)) throw new Error(JSON.stringify(misfits));
      },
    ),
    { numRuns: 3000 },
  );
});
