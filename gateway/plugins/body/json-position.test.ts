import t from 'tap';
import { fc } from '../../../rules/testing/fast-check.ts';
import { jsonErrorAt, positionOf } from './json-position.ts';

t.test('where it stops being JSON', async (t) => {
  const table: readonly [text: string, at: number][] = [
    ['', 0],
    ['{', 1],
    ['{"a"', 4],
    ['{"a":', 5],
    ['{"a":1', 6],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['[,1]', 1],
    ['[1}', 2],
    ['{"a":[1}]', 7],
    ['1 2', 2],
    ['tru', 0],
    ['01', 0],
    ['1.', 0],
    ['-', 0],
    ['"a\nb"', 0],
    ['"\\x"', 0],
    ['"unfinished', 0],
    ['[1]]', 3],
    ['{"a":undefined}', 5],
  ];
  for (const [text, at] of table) {
    t.throws(() => JSON.parse(text));
    t.equal(jsonErrorAt(text), at, text);
  }
  t.equal(positionOf('{\n "a": x}', 8), 'line 2, column 7');
});

t.test('JSON is read to its end, and cut off anywhere it is missed at the end or before', async () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, cut) => {
      if (jsonErrorAt(text) !== text.length) return false;
      const part = text.slice(0, cut % (text.length + 1));
      return jsonErrorAt(part) <= part.length;
    }),
  );
});
