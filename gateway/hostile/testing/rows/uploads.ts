/** Lists, segments and personal prices: files that are none, rows that cannot be, and more than anybody may send. */
import type { RequestRow, Row } from '../row.ts';
import type { Stage } from '../stage.ts';

const csv = { 'content-type': 'text/csv' };

type Short = readonly [name: string, path: string, body: string | Buffer, where: string, message: RegExp];

const prices = (row: string) => `card,sku,percent,amount,price,from,to\nanna,tea,5,,,,\n${row}\n`;

/** Made once. */
const million = Buffer.from(`sku\n${'x\n'.repeat(1_000_000)}${'x'.repeat(65)}\n`);

export const uploads = ({ gateway, members }: Stage): readonly Row[] => {
  const short: readonly Short[] = [
    ['nothing', 'lists/a', '', 'line 1', /is empty/],
    ['a header alone', 'lists/a', 'sku\n', 'line 2', /has none, and nothing is changed/],
    ['a wrong header', 'lists/a', 'article\ntea\n', 'line 1', /article is not a column/],
    ['another kind of file', 'lists/a', 'card\nanna\n', 'line 1', /card is not a column/],
    ['a picture', 'lists/a', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'line 1', /is not UTF-8/],
    ['UTF-16', 'lists/a', Buffer.from('\ufeffsku\ntea\n', 'utf16le'), 'line 1', /is not UTF-8/],
    ['broken UTF-8', 'lists/a', Buffer.from([0x73, 0x6b, 0x75, 0x0a, 0xe2, 0x82, 0x0a]), 'line 2', /is not UTF-8/],
    ['NUL', 'lists/a', 'sku\na\0b\n', 'line 2', /nobody can see/],
    ['a sku of 65', 'lists/a', `sku\ntea\n${'x'.repeat(65)}\n`, 'line 3', /sku has 65 characters/],
    ['a line of a megabyte', 'lists/a', `sku\n${'x'.repeat(1_000_000)}\n`, 'line 2', /longer than 4096 bytes/],
    ['a quote that never ends', 'lists/a', `sku\n"${'x\n'.repeat(500_000)}`, 'line 2', /quote/],
    ['a bad row after a million', 'lists/a', million, 'line 1000002', /sku has 65 characters/],
    ['JSON as CSV', 'lists/a', '{"skus":["tea"]}', 'line 1', /is not a column/],
    ['members nobody knows', 'segments/a', 'card\nx\ny\n', 'line 2', /names no member there is/],
    ['an id that is none', 'segments/a', 'member\n7\n', 'line 2', /no id of a member/],
    ['a phone without its country', 'segments/a', 'phone\n89160000001\n', 'line 2', /no phone/],
    ['a member twice over', 'segments/a', `card,member\nanna,${members.anna}\n`, 'line 2', /member|card/],
    ['100.01 percent', 'personal-prices/a', prices('anna,tea,100.01,,,,'), 'line 3', /0 to 100/],
    ['percent, amount and price', 'personal-prices/a', prices('anna,tea,5,5,5,,'), 'line 3', /amount must be empty/],
    ['none of the three', 'personal-prices/a', prices('anna,tea,,,,,'), 'line 3', /has none of/],
    ['1e308', 'personal-prices/a', prices('anna,tea,,1e308,,,'), 'line 3', /amount must be a whole number/],
    ['a day that is not', 'personal-prices/a', prices('anna,tea,5,,,2026-02-30,'), 'line 3', /from must be a day/],
    ['21 prices of one sku', 'personal-prices/a', prices('anna,tea,5,,,,\n'.repeat(20)), 'line 1', /21 rows/],
  ];
  const common = { as: 'marketer', status: 422, code: 'invalid_request' } as const;
  const json = (name: string, body: object, path: string, message: RegExp): RequestRow => ({
    ...common,
    name,
    request: 'PUT /v1/personal-prices/a',
    body,
    path,
    message,
  });
  const head = (more: string): string =>
    `PUT /v1/lists/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.secret('marketer')}\r\nContent-Type: text/csv\r\n${more}\r\n`;
  const notFound = { as: 'marketer', status: 404, code: 'reference_not_found' } as const;
  return [
    ...short.map(
      ([name, path, body, where, message]): RequestRow => ({
        ...common,
        code: 'upload_invalid',
        name,
        request: `PUT /v1/${path}`,
        headers: csv,
        body,
        path: where,
        message,
      }),
    ),
    json('a field unknown', { prices: [], more: 1 }, '/more', /not a known field/),
    json('no prices', {}, '/prices', /is required/),
    json(
      'a member of two names',
      { prices: [{ member: { id: members.anna, card: 'anna' }, sku: 'tea', price: 1 }] },
      '/prices/0/member',
      /./,
    ),
    {
      ...json(
        'JSON with two prices',
        { prices: [{ member: { card: 'anna' }, sku: 'tea', price: 1, amount: 1 }] },
        '/prices/0',
        /price must be empty/,
      ),
      code: 'upload_invalid',
    },
    {
      ...json(
        'JSON with three decimals',
        { prices: [{ member: { card: 'anna' }, sku: 'tea', percent: 5.125 }] },
        '/prices/0',
        /percent must be/,
      ),
      code: 'upload_invalid',
    },
    {
      name: 'a promise of 1 GB',
      sent: [head('Content-Length: 1073741824\r\nConnection: close\r\n'), 'sku\n'],
      status: 413,
      code: 'body_too_large',
      message: /at most 536870912 bytes/,
    },
    {
      name: 'windows-1251',
      ...{ as: 'marketer', request: 'PUT /v1/lists/a', headers: { 'content-type': 'text/csv; charset=windows-1251' } },
      body: 'sku\ntea\n',
      status: 415,
      code: 'unsupported_media_type',
      message: /charset windows-1251/,
    },
    {
      name: 'a spreadsheet',
      ...{ as: 'marketer', request: 'PUT /v1/lists/a', headers: { 'content-type': 'application/vnd.ms-excel' } },
      body: 'PK',
      status: 415,
      code: 'unsupported_media_type',
      message: /application\/json/,
    },
    {
      name: 'a till',
      request: 'PUT /v1/lists/a',
      headers: csv,
      body: 'sku\ntea\n',
      status: 403,
      code: 'forbidden',
      message: /till/,
    },
    { ...notFound, name: 'a list nobody has uploaded', request: 'GET /v1/lists/none', message: /no list none/ },
    {
      ...notFound,
      name: 'rows of a segment that is not',
      request: 'GET /v1/segments/none/items',
      message: /no segment none/,
    },
    {
      ...notFound,
      name: 'a version that is not',
      request: 'GET /v1/personal-prices/none?version=7',
      message: /no version 7 of/,
    },
    { ...common, name: 'version 0', request: 'GET /v1/lists/a?version=0', path: 'version', message: /./ },
    { ...common, name: 'a code of 65', request: `GET /v1/lists/${'x'.repeat(65)}`, path: 'code', message: /./ },
    {
      ...common,
      name: 'a code with a line break',
      request: 'PUT /v1/lists/a%0Ab',
      headers: csv,
      body: 'sku\ntea\n',
      path: 'code',
      message: /./,
    },
  ];
};
