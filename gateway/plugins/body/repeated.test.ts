import t from 'tap';
import { fc } from '../../../rules/testing/fast-check.ts';
import { findRepeated } from './repeated.ts';

const found = (text: string) => findRepeated(text, JSON.parse(text))?.path;

t.test('a name written twice is found, wherever it is and however it is written', async (t) => {
  const table: readonly (readonly [text: string, path: string | undefined])[] = [
    ['{}', undefined],
    ['[]', undefined],
    ['":"', undefined],
    ['{"a":1,"b":1}', undefined],
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"\\u0061":1}', '/a'],
    ['{"a" \n: 1, "b": ":", "a"\t:1}', '/a'],
    ['{"":1,"":2}', '/'],
    ['{"a/b~c":1,"a/b~c":2}', '/a~1b~0c'],
    ['[{"a":1},{"a":1}]', undefined],
    ['[{"a":1},{"b":[0,{"a":1,"a":2}]}]', '/1/b/1/a'],
    ['{"a":{"a":{"a":1}}}', undefined],
    ['{"a":"b\\"c","x":"\\\\","x":1}', '/x'],
    ['{"a":"{\\"a\\":1,\\"a\\":2}"}', undefined],
    // What is lost is made up for: the value has the colons that the text has not.
    ['{"a":1,"a":"\\u003a"}', '/a'],
    ['{"a":"10:30:00","b":":::"}', undefined],
    ['{"a:b":1,"c":"::"}', undefined],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    [`${'['.repeat(100_000)}{"a":1,"a":2}${']'.repeat(100_000)}`, `${'/0'.repeat(100_000)}/a`],
  ];
  for (const [text, path] of table) t.equal(found(text), path, text.slice(0, 80));
});

t.test('any JSON', async (t) => {
  const name = fc.oneof(fc.constantFrom('a', ':', '":', '\\', '\\u003a', '__proto__'), fc.string());
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.integer(),
      name,
      fc.array(tie('value')),
      fc.dictionary(name, tie('value'), { noNullPrototype: true }),
    ),
  }));
  const written = value.map((item) => JSON.stringify(item));
  fc.assert(
    fc.property(written, name, (text, twice) => {
      t.equal(found(text), undefined, text);
      const both = `{${JSON.stringify(twice)}: ${text}, "other": 1, ${JSON.stringify(twice)}: 2}`;
      if (twice !== 'other') t.type(found(both), 'string', both);
    }),
    { numRuns: 500 },
  );
});
