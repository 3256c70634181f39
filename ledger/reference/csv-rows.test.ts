import t from 'tap';
import { type FileRow, readCsv } from './csv-rows.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** "header | line:fields …", or "line n: what is wrong". */
async function said(text: string | Buffer, size = 7): Promise<string> {
  try {
    const { header, batches } = await readCsv(pieces(Buffer.from(text), size));
    const rows: FileRow[] = [];
    for await (const batch of batches) rows.push(...batch);
    return `${header.join('+')} | ${rows.map(({ line, fields }) => `${line}:${fields.join('+')}`).join(' ')}`;
  } catch (error) {
    const { line, message } = error as { line: number; message: string };
    return `line ${line}: ${message}`;
  }
}

const cases: readonly (readonly [name: string, text: string | Buffer, expected: string])[] = [
  ['rows', 'a,b\n1,2\n3,4\n', 'a+b | 2:1+2 3:3+4'],
  ['no line break at the end', 'a,b\n1,2', 'a+b | 2:1+2'],
  ['Windows', '\uFEFFa;b\r\n1;2\r\n', 'a+b | 2:1+2'],
  ['tabs and blanks', 'a\t b \n 1 \t2\n', 'a+b | 2:1+2'],
  ['empty lines are counted', '\n', 'line 1: a header with the names of the columns was expected'],
  ['empty lines between', 'a\n\n1\n\r\n2\n\n', 'a | 3:1 5:2'],
  ['quotes', 'a,b\n"x, ""y""",2\n3,4\n', 'a+b | 2:x, "y"+2 3:3+4'],
  [
    'a quote across lines',
    'a,b\n1,2\n"x\ny",2\n3,4\n',
    'line 3: has a quote that does not end on the same line, or has more after it',
  ],
  [
    'more after a quote',
    'a,b\n1,2\n"x"y,2\n3,4\n"z",5\n',
    'line 3: has a quote that does not end on the same line, or has more after it',
  ],
  ['a quote within a field', 'a\n5" pipe\n', 'a | 2:5" pipe'],
  ['nothing', '', 'line 1: is empty: a header with the names of the columns was expected'],
  ['only a header', 'a,b\n', 'a+b | '],
  ['not UTF-8', Buffer.from([0x61, 0x0a, 0x31, 0x0a, 0xff, 0xfe, 0x0a]), 'line 3: is not UTF-8'],
  ['letters of several bytes', 'имя\nщи\n', 'имя | 2:щи'],
  ['a line without an end', `a\n${'x'.repeat(5_000)}`, 'line 2: is longer than 4096 bytes'],
  ['a long line among others', `a\n1\n${'x'.repeat(4_097)}\n2\n`, 'line 3: is longer than 4096 bytes'],
  ['a header of 5,000 bytes', 'x'.repeat(5_000), 'line 1: is longer than 4096 bytes'],
];

for (const [name, text, expected] of cases) {
  t.test(name, async (t) => {
    for (const size of [1, 7, 64, 100_000]) {
      const found = await said(text, size);
      t.equal(found, expected, `in pieces of ${size}`);
    }
  });
}

t.test('rows come some thousands at a time', async (t) => {
  const { batches } = await readCsv(pieces(Buffer.from(`a\n${'1\n'.repeat(12_345)}`), 65_536));
  const sizes: number[] = [];
  for await (const batch of batches) sizes.push(batch.length);
  t.strictSame(sizes, [5000, 5000, 2345]);
});
