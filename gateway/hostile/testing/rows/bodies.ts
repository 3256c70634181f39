/** What is no JSON, holds what cannot be kept, is too long, too deep or of another kind. */
import { gzipSync } from 'node:zlib';
import { cake, receipt } from '../../../testing/receipts.ts';
import type { Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const request = 'POST /v1/quotes';
const malformed = { request, status: 400, code: 'malformed_body' } as const;
const invalid = { request, status: 422, code: 'invalid_request' } as const;
const mebibyte = 1_048_576;

/** Bodies of 50 MB are made once. */
const huge = Buffer.alloc(50_000_000, '9');

export const bodies = ({ time }: Stage): readonly Row[] => {
  const good = JSON.stringify(receipt('b', time));
  const withLine = (fields: object) => receipt('b', time, { lines: [{ ...cake(100), ...fields }] });
  const manyLines = Array.from({ length: 10_000 }, (_, at) => cake(1, at + 1));
  return [
    ...notJson(good),
    ...repeatedAndPoisoned(good),
    ...texts(good, withLine),
    ...deep(good),
    { ...invalid, name: 'no body', body: '', path: '', message: /must be an object, not null/ },
    { ...invalid, name: 'a list', body: `[${good}]`, path: '', message: /must be an object, not a list/ },
    { ...invalid, name: 'a string', body: '"{}"', path: '', message: /must be an object, not a string/ },
    {
      ...invalid,
      name: 'an unknown field',
      body: receipt('b', time, { memebr: { card: 'anna' } }),
      path: '/memebr',
      message: /not a known field; did you mean "member"/,
    },
    {
      ...invalid,
      name: 'an unknown field of a line',
      body: withLine({ 'a/b': 1 }),
      path: '/lines/0/a~1b',
      message: /not a known field/,
    },
    {
      ...invalid,
      code: 'too_many_lines',
      name: '10,000 lines',
      body: receipt('b', time, { lines: manyLines }),
      path: '/lines',
      message: /at most 2000/,
    },
    {
      ...invalid,
      name: '65 attributes',
      body: receipt('b', time, { attributes: Object.fromEntries(manyLines.slice(0, 65).map(({ line }) => [line, 1])) }),
      path: '/attributes',
      message: /at most 64 fields/,
    },
    {
      ...invalid,
      name: 'an attribute without a name',
      body: receipt('b', time, { attributes: { '': 1 } }),
      path: '/attributes/',
      message: /a name that must not be empty/,
    },
    { request, status: 413, code: 'body_too_large', name: '50 MB of digits', body: huge, message: /larger than/ },
    {
      request,
      status: 413,
      code: 'body_too_large',
      name: '50 MB in chunks',
      body: huge,
      chunked: true,
      message: /larger than/,
    },
    {
      request: 'POST /v1/programs/main/versions',
      as: 'marketer',
      status: 413,
      code: 'body_too_large',
      name: 'a programme of 50 MB',
      body: huge,
      headers: { 'content-type': 'application/yaml' },
      message: /larger than/,
    },
    {
      request,
      status: 413,
      code: 'body_too_large',
      name: 'a byte more than 1 MiB',
      body: good + ' '.repeat(mebibyte + 1 - good.length),
      message: /larger than/,
    },
    {
      request,
      status: 415,
      code: 'unsupported_media_type',
      name: 'gzip',
      body: gzipSync(good),
      headers: { 'content-encoding': 'gzip' },
      path: 'content-encoding',
      message: /gzip.*uncompressed/,
    },
    ...[
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonx',
      '?',
    ].map(
      (type): Row => ({
        request,
        status: 415,
        code: 'unsupported_media_type',
        name: type,
        body: good,
        headers: { 'content-type': type },
        message: /application\/json/,
      }),
    ),
    {
      request: 'POST /v1/receipts/batch',
      status: 415,
      code: 'unsupported_media_type',
      name: 'a batch that is JSON',
      body: good,
      message: /application\/x-ndjson/,
    },
    {
      ...malformed,
      request: 'POST /v1/holds/01990000-0000-7000-8000-000000000000/void',
      name: 'a body where none is asked for, broken',
      body: '{',
      message: /ends too early/,
    },
  ];
};

function notJson(good: string): readonly Row[] {
  const rows: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['cut off', good.slice(0, -1), /ends too early/],
    ['two documents', `${good}${good}`, /"\{" where it cannot be/],
    ['single quotes', "{'number': 'b'}", /"'" where it cannot be, at line 1, column 2/],
    ['a comment', '{/* a comment */}', /"\/" where it cannot be/],
    ['a comma too many', '{"number": "b",\n}', /"}" where it cannot be, at line 2, column 1/],
    ['NaN', '{"quantity": NaN}', /"N" where it cannot be, at line 1, column 14/],
    ['Infinity', '{"quantity": -Infinity}', /where it cannot be, at line 1, column 14/],
    ['a number in hexadecimal', '{"quantity": 0x10}', /where it cannot be, at line 1, column 14/],
    ['a byte order mark', `\ufeff${good}`, /U\+FEFF.* where it cannot be, at line 1, column 1/],
    ['NUL after the end', `${good}\0`, /U\+0000.* where it cannot be/],
    ['a line break in a string', '{"number": "a\nb"}', /where it cannot be, at line 1, column 12/],
    ['UTF-16', Buffer.from(good, 'utf16le'), /U\+0000.* where it cannot be, at line 1, column 2/],
    ['Latin-1', Buffer.from('{"number": "caf\u00e9"}', 'latin1'), /not UTF-8/],
    ['half of a surrogate pair in UTF-8', Buffer.from('7b22ed a0 80223a317d'.replaceAll(' ', ''), 'hex'), /not UTF-8/],
    ['an overlong NUL', Buffer.from('7b22c080223a317d', 'hex'), /not UTF-8/],
    ['YAML', 'number: b', /"n" where it cannot be/],
    ['a string of a megabyte, cut off', `{"number": "${'x'.repeat(1_000_000)}`, /where it cannot be|ends too early/],
    ['a million blanks, cut off', `{"number":${' '.repeat(1_000_000)}`, /ends too early, at line 1, column 1000011/],
    ['gzip that does not say so', gzipSync(good), /not UTF-8/],
  ];
  return rows.map(([name, body, message]) => ({ ...malformed, name, body, message }));
}

function repeatedAndPoisoned(good: string): readonly Row[] {
  const rows: readonly (readonly [string, string, string, RegExp])[] = [
    ['a name twice', good.replace('{', '{"number":"a",'), '/number', /is written twice/],
    ['a name twice, once escaped', good.replace('{', '{"\\u006eumber":"a",'), '/number', /is written twice/],
    ['a name twice in a line', good.replace('[{', '[{"sku":"tea",'), '/lines/0/sku', /is written twice/],
    ['a name twice, with room', good.replace('[{', '[{"sku"\n : "tea",'), '/lines/0/sku', /is written twice/],
    [
      'a name twice, deep',
      good.replace('{', '{"member":{"card":"anna","x":[0,{"a":{":b":1,":b":{}}}]},'),
      '/member/x/1/a/:b',
      /is written twice/,
    ],
    ['__proto__', good.replace('{', '{"__proto__":{"training":true},'), '', /"__proto__"/],
    ['__proto__ in a line', good.replace('[{', '[{"__proto__":null,'), '/lines/0', /"__proto__"/],
    ['__proto__, escaped', good.replace('[{', '[{"\\u005f_proto\\u005f_":null,'), '/lines/0', /"__proto__"/],
    [
      '__proto__ in attributes',
      good.replace('{', '{"attributes":{"a":{"b":{"__proto__":1}}},'),
      '/attributes/a/b',
      /"__proto__"/,
    ],
    [
      'constructor.prototype',
      good.replace('{', '{"attributes":{"constructor":{"prototype":{"x":1}}},'),
      '/attributes',
      /"constructor"/,
    ],
    ['toString', good.replace('{', '{"toString":1,'), '/toString', /not a known field/],
  ];
  return rows.map(([name, body, path, message]) => ({ ...invalid, name, body, path, message }));
}

function texts(good: string, withLine: (fields: object) => object): readonly Row[] {
  const unfit = /must not hold NUL or half of a surrogate pair/;
  const number = (text: string) => good.replace('"number":"b"', `"number":"${text}"`);
  const rows: readonly (readonly [string, string | object, string, RegExp])[] = [
    ['NUL in a number', number('a\\u0000b'), '/number', unfit],
    ['the first half of a pair', number('\\ud83d'), '/number', unfit],
    ['the second half of a pair', number('\\ude00'), '/number', unfit],
    ['a pair the wrong way round', number('\\ude00\\ud83d'), '/number', unfit],
    ['NUL in an article', withLine({ sku: 'a\0' }), '/lines/0/sku', unfit],
    ['NUL in an attribute', withLine({ attributes: { a: '\0' } }), '/lines/0/attributes/a', unfit],
    [
      'half a pair in the name of an attribute',
      good.replace('{', '{"attributes":{"\\udc00":1},'),
      '/attributes',
      /a name that must not hold NUL or half/,
    ],
    ['a line break in a number', number('a\\nb'), '/number', /not of the form asked for.*no line breaks/],
    ['a number of 65 characters', number('x'.repeat(65)), '/number', /at most 64 characters/],
    ['no number', number(''), '/number', /must not be empty/],
    ['a name of a megabyte', withLine({ name: 'x'.repeat(1_000_000) }), '/lines/0/name', /at most 256 characters/],
  ];
  return rows.map(([name, body, path, message]) => ({ ...invalid, name, body, path, message }));
}

function deep(good: string): readonly Row[] {
  const lists = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const objects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  return [
    { ...invalid, name: '100,000 lists in one another', body: lists(100_000), path: '', message: /not a list/ },
    { ...malformed, name: '100,000 lists never closed', body: '['.repeat(100_000), message: /ends too early/ },
    {
      ...invalid,
      name: '100,000 objects in one another',
      body: objects(100_000),
      path: '/number',
      message: /is required/,
    },
    {
      ...invalid,
      name: 'a deep attribute',
      body: good.replace('{', `{"attributes":{"a":${lists(100_000)}},`),
      path: '/attributes/a',
      message: /a string or a number or true or false/,
    },
    {
      ...invalid,
      name: 'a name twice below 50,000 objects',
      body: objects(50_000).replace('1', '{"b":1,"b":2}'),
      path: `${'/a'.repeat(500)}…`,
      message: /is written twice/,
    },
  ];
}
