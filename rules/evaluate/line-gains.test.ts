import fc from 'fast-check';
import t from 'tap';
import type { BasketLine } from './basket.ts';
import type { Integer } from './exact.ts';
import { LineGains } from './line-gains.ts';

const basket = Array.from({ length: 12 }, (_, index) => ({ index }) as BasketLine);
const gain = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.bigInt({ min: 0n, max: 3n }));
const chosen = fc.subarray(basket).chain((lines) => {
  const on = lines.map(() => fc.record({ gain, touched: fc.boolean() }));
  return fc.tuple(fc.constant(lines), fc.tuple(...on));
});

t.test('it answers as a map would of the lines that gain something or are touched', async () => {
  fc.assert(
    fc.property(chosen, ([lines, given]) => {
      const touched = new Set(given.flatMap((one, index) => (one.touched ? [index] : [])));
      const gains = new LineGains(
        lines.map((line) => ({ line })),
        given.map((one) => one.gain),
        touched,
      );
      const expected = new Map<BasketLine, Integer>();
      for (const [index, line] of lines.entries()) {
        const one = given[index]?.gain ?? 0;
        if (one > 0 || touched.has(index)) expected.set(line, one);
      }
      for (const line of basket) {
        if (gains.get(line) !== expected.get(line)) throw new Error(`line ${line.index}`);
        if (gains.has(line) !== expected.has(line)) throw new Error(`line ${line.index} is there`);
      }
      if (gains.size !== expected.size) throw new Error('size');
      if ([...gains.keys()].some((line, place) => line !== [...expected.keys()][place])) throw new Error('order');
    }),
  );
});
