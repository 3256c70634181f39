/** Programme documents: cycles, multiplication, depth, length, and rules that cannot be. */
import { programme, receipt } from '../../../testing/receipts.ts';
import type { RequestRow, Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const yaml = { 'content-type': 'application/yaml' };
const head = 'program: { code: main }\n';
const group = `${head}groups:\n  - { code: g, type: price, rules: [`;

/** By twenty characters each: an alias for what they do. */
const aliasedRules = (count: number): string => {
  const rules = Array.from(
    { length: count },
    (_, at) => `{code: r${at},do: ${at === 0 ? '&d {multiply: {factor: 2}}' : '*d'}}`,
  );
  return `${head}groups:\n- {code: g,type: points,rules: [${rules.join(',')}]}\n`;
};

/** In groups of 10,000, which is as many as one may have. */
export const manyRules = (count: number): string => {
  const groups = Array.from({ length: count / 10_000 }, (_, group) => {
    const codes = Array.from({ length: 10_000 }, (__, index) => `r${(group * 10_000 + index).toString(36)}`);
    return `- {code: g${group},type: points,rules: [${codes.map((code) => `{code: ${code},do: {multiply: {factor: 2}}}`).join(',')}]}\n`;
  });
  return `${head}groups:\n${groups.join('')}`;
};

type Short = readonly [name: string, source: string, path: string | undefined, message: RegExp];

export const programmes = ({ time }: Stage): readonly Row[] => {
  const deep = (open: string, close: string, count: number) => `${open.repeat(count)}1${close.repeat(count)}`;
  const rule = (fields: string) => `${group}{ code: r, ${fields} }] }\n`;
  const when = (text: string) => rule(`do: { percent_off: { percent: 5 } }, when: ${JSON.stringify(text)}`);
  const laughs = [
    'a0: &a0 [ha, ha]',
    ...Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`),
  ];
  const short: readonly Short[] = [
    ['nothing', '\n', '', /./],
    ['a list', '- a', '', /programme document/],
    ['no head', 'groups: []', '', /"program" is missing/],
    [
      'a cycle of aliases',
      `${head}lists: &a { season: *a }`,
      'lists.season.season.season.season.season',
      /nested deeper/,
    ],
    ['a list that holds itself', `${head}groups: &a [*a]`, 'groups[0][0][0][0][0]', /nested deeper than 48/],
    ['a billion laughs', `${head}${laughs.join('\n')}`, '', /alias/],
    ['100,000 aliases', `${head}lists: { a: [&a [x]${', *a'.repeat(100_000)}] }`, '', /alias/],
    ['an alias of nothing', `${head}groups: *a`, '', /not valid YAML.*alias/i],
    ['a key twice', `${head}${head}`, 'program', /line 2: the key "program" is written twice/],
    ['__proto__', `${head}__proto__: { a: 1 }`, '__proto__', /not allowed/],
    ['constructor', `${head}constructor: { prototype: {} }`, 'constructor', /unknown key "constructor"/],
    ['a tag', `${head}groups: !!js/function "x"`, '', /not valid YAML|must be/],
    ['10,000 brackets', `${head}groups: ${deep('[', ']', 10_000)}`, '', /nested too deeply/],
    ['indented 10,000 deep', `${head}groups:\n${' '.repeat(10_000)}- 1`, '', /nested too deeply/],
    ['10,000 dashes', `${head}groups:\n  ${'- '.repeat(10_000)}1`, '', /nested too deeply/],
    ['longer than 4,000,000 characters', `${head}# ${'x'.repeat(4_000_000)}`, '', /longer than 4000000/],
    ['NUL', `program: { code: main, title: "a\\0b" }`, '/program/title', /must not hold NUL/],
    ['NUL in a comment', `${head}# a\0b`, '', /line 2: must not hold NUL/],
    ['half of a surrogate pair', `program: { code: main, title: "\\ud800" }`, '/program/title', /half of a surrogate/],
    ['another code', 'program: { code: other }', 'program.code', /must be main, as in the URL/],
    ['a code of 65', `program: { code: ${'x'.repeat(65)} }`, 'program.code', /at most 64/],
    ['an unknown key', `${head}gruops: []`, 'gruops', /unknown key "gruops"; did you mean "groups"/],
    ['an unknown mechanic', rule('do: { give_away: { all: true } }'), 'groups[0].rules[0].do.give_away', /unknown key/],
    [
      'a mechanic of another kind',
      rule('do: { earn_points: { points: 1, per: receipt } }'),
      'groups[0].rules[0].do.earn_points',
      /belongs in a group of type points/,
    ],
    [
      '101 percent',
      rule('do: { percent_off: { percent: 101 } }'),
      'groups[0].rules[0].do.percent_off.percent',
      /0 to 100/,
    ],
    [
      'minus 5 percent',
      rule('do: { percent_off: { percent: -5 } }'),
      'groups[0].rules[0].do.percent_off.percent',
      /0 to/,
    ],
    [
      'NaN percent',
      rule('do: { percent_off: { percent: .nan } }'),
      'groups[0].rules[0].do.percent_off.percent',
      /0 to 100/,
    ],
    [
      '1e308 off',
      rule('do: { amount_off: { amount: 1e308, per: unit } }'),
      'groups[0].rules[0].do.amount_off.amount',
      /./,
    ],
    [
      'a rule twice',
      `${group}{ code: r, do: { percent_off: { percent: 5 } } }, { code: r, do: { percent_off: { percent: 5 } } }] }`,
      'groups[0].rules[1].code',
      /r/,
    ],
    ['a group twice', `${head}groups: [{ code: g, type: price }, { code: g, type: points }]`, 'groups[1].code', /g/],
    ['10,001 rules', `${group}${'{},'.repeat(10_001)}] }`, 'groups[0].rules', /10001 values, more than 10000/],
    ['100,000 rules', manyRules(100_000), '', /longer than 4000000 characters/],
    ['100,000 rules by an alias', aliasedRules(100_000), '', /99999 aliases, more than 1000/],
    ['90,000 rules', manyRules(90_000), 'groups', /90000 rules, more than 10000/],
    [
      'a condition of a megabyte',
      when('true && '.repeat(131_072)),
      'groups[0].rules[0].when',
      /at most 2000 characters/,
    ],
    ['900 parentheses', when(deep('(', ')', 900)), 'groups[0].rules[0].when', /too deeply nested/],
    ['1,990 minus signs', when(`1 == ${'-'.repeat(1_990)}1`), 'groups[0].rules[0].when', /too deeply nested|too long/],
    ['10,000 parentheses', when(deep('(', ')', 10_000)), 'groups[0].rules[0].when', /at most 2000/],
    ['a condition that is a sum', when('1 + 1'), 'groups[0].rules[0].when', /true or false|bool/],
    ['a condition of nothing known', when('secret.key == 1'), 'groups[0].rules[0].when', /secret/],
    [
      'a selector that is too deep',
      rule(`items: ${'{ not: '.repeat(60)}{ sku: a }${'}'.repeat(60)}`),
      'groups[0].rules[0].items.not',
      /nested deeper/,
    ],
    [
      'a list of no code',
      rule('items: { list: "no code" }, do: { percent_off: { percent: 5 } }'),
      'groups[0].rules[0].items.list',
      /a code of letters/,
    ],
  ];
  const request = 'POST /v1/programs/main/versions';
  const common = { as: 'marketer', request, status: 422, code: 'programme_invalid' } as const;
  const simulated = {
    as: 'marketer',
    request: 'POST /v1/simulate',
    headers: {},
    status: 422,
    code: 'programme_invalid',
  } as const;
  const asked = receipt('p', time);
  return [
    ...short.map(
      ([name, body, path, message]): RequestRow => ({
        ...common,
        name,
        headers: yaml,
        body,
        ...(path !== undefined && { path }),
        message,
      }),
    ),
    {
      ...common,
      name: 'JSON that is none',
      body: '{"program":',
      status: 400,
      code: 'malformed_body',
      message: /too early/,
    },
    {
      ...common,
      name: 'no document',
      headers: yaml,
      body: '',
      status: 422,
      code: 'invalid_request',
      path: '',
      message: /./,
    },
    {
      ...common,
      name: 'YAML that is no UTF-8',
      headers: yaml,
      body: Buffer.from([0xff]),
      status: 400,
      code: 'malformed_body',
      message: /UTF-8/,
    },
    {
      ...simulated,
      name: 'a document of nothing',
      body: { program: {}, receipt: asked },
      path: 'program: ',
      message: /missing/,
    },
    {
      ...simulated,
      name: 'a document and a version',
      body: { program: { program: { code: 'x' } }, version: 1, receipt: asked },
      code: 'invalid_request',
      path: '/version',
      message: /must be absent with a document/,
    },
    {
      ...simulated,
      name: 'version 2^53 - 1 of a programme',
      body: { program: 'main', version: 2 ** 53 - 1, receipt: asked },
      code: 'invalid_request',
      path: '/version',
      message: /at most 2147483647/,
    },
    {
      ...simulated,
      name: 'a programme that is not there',
      body: { program: 'none', receipt: asked },
      status: 404,
      code: 'programme_not_found',
      path: '/program',
      message: /./,
    },
    {
      ...simulated,
      request: 'POST /v1/programs/main/versions/99/publish',
      name: 'a version that is not there',
      status: 404,
      code: 'programme_not_found',
      message: /no version 99/,
    },
    {
      ...simulated,
      request: 'POST /v1/programs/side/versions/1/publish',
      name: 'a version that was revoked',
      status: 409,
      code: 'programme_revoked',
      message: /was revoked/,
    },
    {
      ...simulated,
      request: 'POST /v1/programs/schema/versions',
      name: 'a code that is a word of the URL',
      headers: yaml,
      body: programme.replace('code: main', 'code: schema'),
      path: 'program.code',
      message: /must not be "schema"/,
    },
  ];
};
