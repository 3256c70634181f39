import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { FileError, readRows } from './csv.ts';

async function read(path: string, columns: readonly string[], delimiter = ','): Promise<(string | undefined)[][]> {
  const rows: (string | undefined)[][] = [];
  for await (const row of readRows(path, columns, delimiter)) {
    rows.push([String(row.record), ...columns.map((column) => row.value(column))]);
  }
  return rows;
}

const text = '\uFEFFsku,what,n\nA,"a ""quoted"", comma",1\nB,"two\nlines",2\n\nC\n';
const expected = [
  ['1', '1', 'a "quoted", comma'],
  ['2', '2', 'two\nlines'],
  ['3', undefined, undefined],
];

t.test('plain and gzip read the same, whatever the name', async (t) => {
  const folder = t.testdir({ 'plain.gz': text, 'packed.csv': '' });
  writeFileSync(join(folder, 'packed.csv'), gzipSync(text));
  t.same(await read(join(folder, 'plain.gz'), ['n', 'what']), expected);
  t.same(await read(join(folder, 'packed.csv'), ['n', 'what']), expected);
});

t.test('another delimiter', async (t) => {
  const folder = t.testdir({ 'a.csv': 'a;b\r\n1,5;2\r\n' });
  t.same(await read(join(folder, 'a.csv'), ['a', 'b'], ';'), [['1', '1,5', '2']]);
});

t.test('what is wrong with a file is said', async (t) => {
  const damaged = gzipSync(text.repeat(50));
  damaged.fill(7, 20, 60);
  const folder = t.testdir({ 'empty.csv': '', 'other.csv': 'x,y\n1,2\n', 'damaged.csv.gz': '' });
  writeFileSync(join(folder, 'damaged.csv.gz'), damaged);
  const rows: readonly (readonly [string, RegExp])[] = [
    ['none.csv', /cannot be opened: there is no such file/],
    ['empty.csv', /is empty/],
    ['other.csv', /has no column sku; its header names x, y/],
    ['damaged.csv.gz', /cannot be read after record/],
  ];
  for (const [name, message] of rows) {
    await t.rejects(read(join(folder, name), ['sku']), { name: FileError.name, message }, name);
  }
});
