import t from 'tap';
import { fc } from '../testing/fast-check.ts';
import { parseProgramme } from './parse.ts';
import { head, messagesOf, multiplied, off, rule } from './testing/documents.ts';

const refusals: readonly [name: string, source: string, expected: string][] = [
  ['empty', '', 'error :1 must be a programme document {program, points, tiers, counters, lists, groups}, not empty'],
  [
    'a list',
    '- 1',
    'error :1 must be a programme document {program, points, tiers, counters, lists, groups}, not a list of 1',
  ],
  [
    'not YAML',
    'program: [1,',
    'error :1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  [
    'two documents',
    `${head}---\n${head}`,
    'error :2 not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
  ],
  ['a key twice', `${head}points: {}\npoints: {}\n`, 'error points:3 the key "points" is written twice'],
  [
    'an alias of nothing',
    'program: *head',
    'error :- not valid YAML: Unresolved alias (the anchor must be set before the alias): head',
  ],
  ['a cycle', 'program: &p\n  code: *p', 'error program.code.code.code.code.code:2 nested deeper than 48 levels'],
  ['__proto__', `${head}lists: { __proto__: [a] }\n`, 'error lists.__proto__:2 the key "__proto__" is not allowed'],
  ['a tag', 'program: !!binary aGk=', 'error :1 not valid YAML: Unresolved tag: tag:yaml.org,2002:binary'],
];

t.test('a source that cannot be read is told with its line', async (t) => {
  for (const [name, source, expected] of refusals) t.equal(messagesOf(source)[0], expected, name);
});

t.test('a decoded JSON value has paths and no lines', async (t) => {
  t.same(messagesOf({ program: { code: 'a', tite: 'x' }, groups: [{}] }), [
    'error program.tite:- unknown key "tite"; did you mean "title"?',
    'error groups[0]:- "code" is missing',
    'error groups[0]:- "type" is missing',
  ]);
  t.same(messagesOf(JSON.parse('{"program": {"code": "a"}, "lists": {"__proto__": ["a"]}}')), [
    'error lists.__proto__:- the key "__proto__" is not allowed',
  ]);
});

t.test('YAML and JSON of one meaning hash alike, in any order of keys', async (t) => {
  const yaml = parseProgramme(rule(off));
  const json = parseProgramme({
    groups: [{ rules: [{ do: { percent_off: { percent: 7 } }, code: 'one' }], type: 'price', code: 'shelf' }],
    program: { timezone: 'Europe/Moscow', currency: 'RUB', code: 'main' },
  });
  const other = parseProgramme(rule('do: { percent_off: { percent: 8 } }'));
  t.match(yaml.hash, /^[0-9a-f]{64}$/);
  t.equal(yaml.hash, json.hash);
  t.not(yaml.hash, other.hash);
});

t.test('aliases that multiply are refused, aliases that are only handy are not', async (t) => {
  let laughs = 'program: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
  for (let index = 1; index < 9; index++) {
    laughs += `k${index}: &a${index} [${Array(10)
      .fill(`*a${index - 1}`)
      .join(', ')}]\n`;
  }
  t.match(messagesOf(laughs), [
    'error :- not valid YAML: Excessive alias count indicates a resource exhaustion attack',
  ]);
  const handy = `${rule(`stores: &shops [s1, s2]\n${off}`)}      - { code: two, stores: *shops, ${off} }\n`;
  t.same(messagesOf(handy), []);
});

t.test('nesting that would overflow a stack is refused', async (t) => {
  let nested: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) nested = [nested];
  t.match(messagesOf(nested)[0], /nested deeper than 48 levels/);
  for (const text of ['['.repeat(100_000), '- '.repeat(100_000), `${' '.repeat(300)}a: 1`]) {
    t.same(messagesOf(text), ['error :1 nested too deeply']);
  }
  t.same(messagesOf('#'.repeat(4_000_001)), ['error :- the document is longer than 4000000 characters']);
});

t.test('ten thousand rules are read in a few seconds', async (t) => {
  const rules = Array.from({ length: 10_000 }, (_, index) => ({
    code: `rule-${index}`,
    items: { sku: [`a${index}`] },
    when: `receipt.total > ${index}`,
    do: { percent_off: { percent: 7 } },
  }));
  const source = { program: { code: 'many' }, groups: [{ code: 'a', type: 'price', rules }] };
  t.same(messagesOf(source), []);
  const more = {
    ...source,
    groups: [...source.groups, { code: 'b', type: 'price', rules: [{ ...rules[0], code: 'x' }] }],
  };
  t.same(messagesOf(more), ['error groups:- 10001 rules, more than 10000 in one programme']);
});

t.test('whatever it is sent, it answers', async () => {
  const mangled = fc
    .tuple(fc.constantFrom(rule(off), multiplied('{ multiply: { factor: 2 } }')), fc.nat(), fc.string())
    .map(([source, at, text]) => source.slice(0, at % source.length) + text + source.slice(at % source.length));
  fc.assert(
    fc.property(fc.oneof(fc.string(), mangled, fc.jsonValue(), fc.anything()), (source) => {
      const { document, lint } = parseProgramme(source);
      if (document === undefined && lint.length === 0) throw new Error('refused without a word');
    }),
    { numRuns: 2000 },
  );
});
