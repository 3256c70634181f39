import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { linesOf } from './lines.ts';

async function* chunksOf(chunks: readonly string[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function read(chunks: readonly string[], maxBytes = 10): Promise<[number, string | undefined][]> {
  const lines: [number, string | undefined][] = [];
  for await (const { number, bytes } of linesOf(chunksOf(chunks), maxBytes)) lines.push([number, bytes?.toString()]);
  return lines;
}

t.test('lines, however they are cut: [chunks, lines]', async (t) => {
  const rows: [string[], [number, string | undefined][]][] = [
    [[], []],
    [[''], []],
    [['a'], [[1, 'a']]],
    [['a\n'], [[1, 'a']]],
    [
      ['a\nb'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      ['a', '\n', 'b', '\n'],
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    [
      ['ab', 'cd\ne', 'f\n', '\n', 'g'],
      [
        [1, 'abcd'],
        [2, 'ef'],
        [4, 'g'],
      ],
    ],
    [
      ['a\r\n \t\r\nb\r\n'],
      [
        [1, 'a\r'],
        [3, 'b\r'],
      ],
    ],
    [['\n\n\n'], []],
    [['1234567890\n'], [[1, '1234567890']]],
    [
      ['12345678901\nb'],
      [
        [1, undefined],
        [2, 'b'],
      ],
    ],
    [
      ['12345', '67890', '1', '\nb'],
      [
        [1, undefined],
        [2, 'b'],
      ],
    ],
    [
      ['b\n12345678901', '2345'],
      [
        [1, 'b'],
        [2, undefined],
      ],
    ],
    [
      ['b\n1234567890', '1'],
      [
        [1, 'b'],
        [2, undefined],
      ],
    ],
  ];
  for (const [chunks, lines] of rows) t.strictSame(await read(chunks), lines, JSON.stringify(chunks));
});

t.test('a character may be cut in two', async (t) => {
  const bytes = Buffer.from('é\n');
  async function* cut(): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, 1);
    yield bytes.subarray(1);
  }
  for await (const line of linesOf(cut(), 10)) t.equal(line.bytes?.toString(), 'é');
});

t.test('what is too long is not kept while it comes', async (t) => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let heap = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (let index = 0; index < 200; index += 1) {
      yield Buffer.alloc(1_048_576, 97);
      // What nobody has any more is gone: the collector might come late by itself.
      if (index % 20 === 19) collect();
      heap = Math.max(heap, process.memoryUsage().arrayBuffers);
    }
  }
  const before = process.memoryUsage().arrayBuffers;
  const lines = [];
  for await (const line of linesOf(endless(), 1_048_576)) lines.push(line);
  t.strictSame(lines, [{ number: 1 }]);
  t.ok(heap - before < 150 * 1_048_576, `${Math.round((heap - before) / 1_048_576)} MiB of 200 at most`);
});
