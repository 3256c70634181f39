/** An upload is all of it or nothing, whatever becomes of it on its way. */
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { type Database, inTransaction } from '../database.ts';
import { createMember } from '../members/create.ts';
import { testDatabase } from '../testing/test-database.ts';
import { type FileRow, readCsv } from './csv-rows.ts';
import { currentVersions } from './current.ts';
import type { ReferenceKind } from './kind.ts';
import { pruneReference } from './prune.ts';
import { abandon, makeCurrent, type UploadOutcome, upload } from './upload.ts';

const normalPhone = (text: string) => (text.startsWith('+') ? text : undefined);

async function send(pool: Database, kind: ReferenceKind, text: string | Buffer): Promise<UploadOutcome> {
  const rows = () => readCsv(Readable.from([Buffer.from(text)]));
  return upload(pool, { kind, code: 'c', normalPhone, rows });
}

async function uploaded(pool: Database, kind: ReferenceKind, text: string): Promise<number | undefined> {
  const outcome = await send(pool, kind, text);
  if (outcome.outcome !== 'arrived') throw new Error(JSON.stringify(outcome));
  return inTransaction(pool, (client) => makeCurrent(client, outcome));
}

async function expectNothing(t: Test, pool: Database, name: string): Promise<void> {
  for (const table of ['reference_versions', 'list_skus', 'segment_members', 'personal_prices']) {
    t.equal((await pool.query(`SELECT FROM ${table}`)).rowCount, 0, `${name}: ${table}`);
  }
}

async function withAnna(t: Test): Promise<Database> {
  const { pool } = await testDatabase(t);
  await inTransaction(pool, (client) =>
    createMember(client, { name: 'Anna', phone: '+79160000001', cards: [{ number: 'anna', type: 'club' }] }),
  );
  return pool;
}

const price = (fields: string) => `card,sku,percent,amount,price,from,to\nanna,tea,5,,,,\n${fields}\n`;

/** Each with the first thing that is wrong: "line: column message". */
const refused: readonly (readonly [name: string, kind: ReferenceKind, text: string | Buffer, error: RegExp])[] = [
  ['nothing', 'list', '', /^1: {2}is empty/],
  ['a header alone', 'list', 'sku\n', /^2: .*has none/],
  ['another header', 'list', 'article\nA\n', /^1: article is not a column of this file: there are sku/],
  ['a header twice', 'segment', 'card,card\nA,A\n', /^1: card is there twice/],
  ['no header', 'segment', 'anna\n', /^1: anna is not a column/],
  [
    'prices without prices',
    'personal-prices',
    'card,sku\nanna,tea\n',
    /^1: {2}the header has no column percent or amount/,
  ],
  ['a field too many', 'list', 'sku\ntea\na,b\n', /^3: {2}has 1 fields|^3: {2}has 2 fields; the header has 1 column/],
  ['a field too few', 'personal-prices', price('anna,tea'), /^3: {2}has 2 fields; the header has 7 columns/],
  ['a sku too long', 'list', `sku\ntea\n${'x'.repeat(65)}\n`, /^3: sku has 65 characters; at most 64/],
  ['NUL', 'list', 'sku\na\0b\n', /^2: sku holds a character that nobody can see/],
  ['broken UTF-8', 'list', Buffer.from([0x73, 0x6b, 0x75, 0x0a, 0xc3, 0x28, 0x0a]), /^2: {2}is not UTF-8/],
  ['no sku', 'personal-prices', price('anna,,5,,,,'), /^3: sku is required/],
  ['nobody', 'personal-prices', price(',tea,5,,,,'), /^3: {2}names no member/],
  ['an id that is none', 'segment', 'member\nanna\n', /^2: member is no id of a member/],
  ['a phone that is none', 'segment', 'phone\n89160000001\n', /^2: phone is no phone/],
  ['two names', 'segment', 'card,phone\nanna,+79160000001\n', /^2: phone must be empty: the member is named by card/],
  ['nobody is known', 'segment', 'card\nx\ny\n', /^2: {2}names no member there is/],
  ['101 percent', 'personal-prices', price('anna,tea,100.01,,,,'), /^3: percent must be a number from 0 to 100/],
  ['three decimals', 'personal-prices', price('anna,tea,5.125,,,,'), /^3: percent must/],
  ['minus five percent', 'personal-prices', price('anna,tea,-5,,,,'), /^3: percent must/],
  ['a percentage in words', 'personal-prices', price('anna,tea,5%,,,,'), /^3: percent must/],
  [
    'percent, amount and price',
    'personal-prices',
    price('anna,tea,5,1,1,,'),
    /^3: amount must be empty: the row has a percent/,
  ],
  ['none of them', 'personal-prices', price('anna,tea,,,,,'), /^3: {2}has none of percent, amount and price/],
  ['half a kopeck', 'personal-prices', price('anna,tea,,,0.5,,'), /^3: price must be a whole number/],
  ['a price beyond all', 'personal-prices', price('anna,tea,,,900000000001,,'), /^3: price must be/],
  ['the 30th of February', 'personal-prices', price('anna,tea,5,,,2026-02-30,'), /^3: from must be a day/],
  ['the day after tomorrow', 'personal-prices', price('anna,tea,5,,,soon,'), /^3: from must be a day/],
  [
    'an end before its beginning',
    'personal-prices',
    price('anna,tea,5,,,2026-11-22,2026-11-21'),
    /^3: to is not after from/,
  ],
  [
    '21 rows of one sku',
    'personal-prices',
    price('anna,tea,5,,,,\n'.repeat(20)),
    /^1: {2}there are 21 rows of member .* and sku tea/,
  ],
];

t.test('what cannot be taken is named by its line, and leaves nothing', async (t) => {
  const pool = await withAnna(t);
  for (const [name, kind, text, expected] of refused) {
    const outcome = await send(pool, kind, text);
    if (outcome.outcome !== 'refused') throw new Error(`${name} was taken`);
    const [first] = outcome.errors;
    t.match(`${first?.line}: ${first?.column ?? ''} ${first?.message}`, expected, name);
    await expectNothing(t, pool, name);
  }
});

t.test('at most twenty errors are told, and a bad row far down takes all before it with it', async (t) => {
  const pool = await withAnna(t);
  const many = await send(pool, 'list', `sku\n${'a\u0001\n'.repeat(6_000)}`);
  t.match(many, { outcome: 'refused', more: true });
  t.equal(many.outcome === 'refused' && many.errors.length, 20);
  const rows = Array.from({ length: 12_000 }, (_, index) => `sku-${index}`);
  const late = await send(pool, 'list', `sku\n${rows.join('\n')}\na\u0001\n`);
  t.match(late, { outcome: 'refused', more: false, errors: [{ line: 12_002, column: 'sku' }] });
  await expectNothing(t, pool, 'twelve thousand rows');
});

t.test('a stream that breaks off leaves nothing', async (t) => {
  const pool = await withAnna(t);
  async function* broken(): AsyncGenerator<FileRow[]> {
    yield Array.from({ length: 5_000 }, (_, index) => ({ line: index + 2, fields: [`sku-${index}`] }));
    throw new Error('the line was cut');
  }
  const rows = async () => ({ header: ['sku'], batches: broken() });
  await t.rejects(upload(pool, { kind: 'list', code: 'c', normalPhone, rows }), /the line was cut/);
  await expectNothing(t, pool, 'half an upload');
});

t.test('versions: one is current, the one before it stays for three days', async (t) => {
  const pool = await withAnna(t);
  t.equal(await uploaded(pool, 'list', 'sku\na\nb\na\n'), 1);
  t.equal(await uploaded(pool, 'list', 'sku\nc\n'), 2);
  t.equal(
    await uploaded(pool, 'segment', 'phone\n+79160000001\n+79160000001\n'),
    1,
    'each kind has numbers of its own',
  );
  t.match(await currentVersions(pool, 'list'), [{ code: 'c', version: 2 }]);
  await pruneReference(pool);
  t.equal((await pool.query('SELECT FROM list_skus')).rowCount, 3);
  await pool.query("UPDATE reference_versions SET replaced_at = now() - interval '73 hours' WHERE state = 'replaced'");
  await pruneReference(pool);
  t.strictSame((await pool.query('SELECT sku FROM list_skus')).rows, [{ sku: 'c' }]);
  const { rows } = await pool.query(
    "SELECT version, state FROM reference_versions WHERE kind = 'list' ORDER BY version",
  );
  t.strictSame(rows, [
    { version: 1, state: 'gone' },
    { version: 2, state: 'current' },
  ]);
  t.equal(await uploaded(pool, 'list', 'sku\nd\n'), 3, 'numbers are not used again');
});

t.test('an upload whose gateway died is cleaned up, and can no longer become current', async (t) => {
  const pool = await withAnna(t);
  const outcome = await send(pool, 'list', 'sku\na\n');
  if (outcome.outcome !== 'arrived') throw new Error(outcome.outcome);
  await pruneReference(pool);
  t.equal((await pool.query('SELECT FROM list_skus')).rowCount, 1, 'not while it is heard of');
  await pool.query("UPDATE reference_versions SET heard_at = now() - interval '11 minutes'");
  await pruneReference(pool);
  await expectNothing(t, pool, 'given up');
  t.equal(await inTransaction(pool, (client) => makeCurrent(client, outcome)), undefined);
  await abandon(pool, outcome);
  await expectNothing(t, pool, 'and given up again');
});
