import { encode } from '@msgpack/msgpack';
import { Packr } from 'msgpackr';
import t from 'tap';
import { fc } from '../../rules/testing/fast-check.ts';
import { MessagePackReader, UnreadableError } from './read-msgpack.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const read = (hex: string) => new MessagePackReader().read(bytes(hex));

t.test('every form of a value', async (t) => {
  const table: readonly [hex: string, value: unknown][] = [
    ['00', 0],
    ['7f', 127],
    ['e0', -32],
    ['ff', -1],
    ['c0', null],
    ['c2', false],
    ['c3', true],
    ['cc ff', 255],
    ['cd ff ff', 65_535],
    ['ce ff ff ff ff', 4_294_967_295],
    ['cf 00 1f ff ff ff ff ff ff', Number.MAX_SAFE_INTEGER],
    ['d0 80', -128],
    ['d1 80 00', -32_768],
    ['d2 80 00 00 00', -2_147_483_648],
    ['d3 ff e0 00 00 00 00 00 01', Number.MIN_SAFE_INTEGER],
    ['ca 3f 80 00 00', 1],
    ['cb 3f f8 00 00 00 00 00 00', 1.5],
    ['a0', ''],
    ['a2 c3 a9', 'é'],
    ['d9 01 61', 'a'],
    ['da 00 01 61', 'a'],
    ['db 00 00 00 01 61', 'a'],
    ['90', []],
    ['92 01 a1 61', [1, 'a']],
    ['dc 00 01 01', [1]],
    ['dd 00 00 00 01 01', [1]],
    ['80', {}],
    ['81 a1 61 01', { a: 1 }],
    ['de 00 01 a1 61 01', { a: 1 }],
    ['df 00 00 00 01 a1 61 01', { a: 1 }],
  ];
  for (const [hex, value] of table) t.strictSame(read(hex), { value, unfit: undefined }, hex);
});

t.test('what JSON cannot say is told where it is, and the rest is read', async (t) => {
  // {id: 7, body: {lines: [{quantity: <here>}]}}
  const around = (hex: string) =>
    `82 a2 6964 07 a4 626f6479 81 a5 6c696e6573 91 81 a8 7175616e74697479 ${hex}`.replaceAll(' ', '');
  const path = '/body/lines/0/quantity';
  const table: readonly [hex: string, path: string, message: string][] = [
    ['cb 7f f8 00 00 00 00 00 00', path, 'must not be NaN'],
    ['ca 7f 80 00 00', path, 'must not be Infinity'],
    ['cb ff f0 00 00 00 00 00 00', path, 'must not be -Infinity'],
    ['cf 00 20 00 00 00 00 00 00', path, 'must not be a whole number beyond 2^53'],
    ['cf ff ff ff ff ff ff ff ff', path, 'must not be a whole number beyond 2^53'],
    ['d3 80 00 00 00 00 00 00 00', path, 'must not be a whole number beyond 2^53'],
    ['c4 02 00 00', path, 'must not be binary data'],
    ['c6 00 00 00 01 00', path, 'must not be binary data'],
    ['d6 ff 00 00 00 00', path, 'must not be a timestamp: send text'],
    ['c7 0c ff 00 00 00 00 00 00 00 00 00 00 00 00', path, 'must not be a timestamp: send text'],
    ['d4 73 00', path, 'must not be an extension (type 115)'],
    ['d6 69 00 00 00 01', path, 'must not be an extension (type 105)'],
    ['a2 c3 28', path, 'must be UTF-8'],
    ['a3 ed a0 80', path, 'must be UTF-8'],
    ['a3 61 00 62', path, 'must not hold NUL or half of a surrogate pair'],
    ['81 01 02', path, 'has a key that is no string'],
    ['81 c0 02', path, 'has a key that is no string'],
    ['81 92 01 02 03', path, 'has a key that is no string'],
    ['81 81 a8 746f537472696e67 01 03', path, 'has a key that is no string'],
    ['82 a1 61 01 a1 61 02', `${path}/a`, 'is written twice'],
    ['81 a9 5f5f70726f746f5f5f 80', path, 'must not have a field "__proto__"'],
    ['81 ab 636f6e7374727563746f72 81 a9 70726f746f74797065 80', path, 'must not have a field "constructor"'],
    ['81 a3 7e612f cb 7f f8 00 00 00 00 00 00', `${path}/~0a~1`, 'must not be NaN'],
  ];
  for (const [hex, where, message] of table) {
    const { value, unfit } = read(around(hex));
    t.strictSame(unfit, { path: where, message }, hex);
    t.match(value, { id: 7 }, hex);
  }
  t.equal(Object.getPrototypeOf({}), Object.prototype);
  t.strictSame(Reflect.ownKeys(read(around('81 a9 5f5f70726f746f5f5f 80')).value as object), ['id', 'body']);
});

t.test('what is no message', async (t) => {
  const table: readonly [hex: string, message: RegExp][] = [
    ['', /ends too early/],
    ['c1', /byte 0 is c1, which begins no value/],
    ['81', /ends too early/],
    ['81 a1 61', /ends too early/],
    ['cd 00', /ends too early/],
    ['cb 00', /ends too early/],
    ['a5 61', /ends too early/],
    ['db ff ff ff ff', /ends too early/],
    ['dd ff ff ff ff', /ends too early/],
    ['df ff ff ff ff', /ends too early/],
    ['c6 ff ff ff ff', /ends too early/],
    ['c9 ff ff ff ff 00', /ends too early/],
    ['d8 01', /ends too early/],
    ['01 02', /1 bytes follow its end/],
    ['d4 72 40 91 a1 61 01', /records of msgpackr: ask for the subprotocol tillgate.msgpack-records/],
    [`${'91'.repeat(33)}00`, /nested deeper than 32/],
    ['81 a1 61'.repeat(100_000), /nested deeper than 32/],
    [`91${'81 c0'.repeat(40)}00`, /nested deeper than 32/],
  ];
  for (const [hex, message] of table) t.throws(() => read(hex), message, hex.slice(0, 40));
});

t.test('records: defined, meant again, defined anew; and what is no record', async (t) => {
  const reader = new MessagePackReader({ records: true });
  const one = (hex: string) => reader.read(bytes(hex)).value;
  t.strictSame(one('40'), 64, 'a number, as long as it is no record');
  t.strictSame(one('d4 72 40 92 a1 61 a1 62 01 02'), { a: 1, b: 2 });
  t.strictSame(one('40 03 04'), { a: 3, b: 4 });
  t.strictSame(one('92 40 05 06 40 07 40 08 09'), [
    { a: 5, b: 6 },
    { a: 7, b: { a: 8, b: 9 } },
  ]);
  t.strictSame(one('d4 72 00 91 a1 63 01'), { c: 1 });
  t.strictSame(one('92 40 05 cc 40'), [{ c: 5 }, 64]);
  const table: readonly [hex: string, message: RegExp][] = [
    ['d5 72 40 01 91 a1 61 01', /more than 64 records/],
    ['d4 72 41 a1 61 01', /without a list/],
    ['d4 72 41 91 01 01', /without a list/],
    [`d4 72 41 dc 00 81 ${'a1 61'.repeat(129)}`, /up to 128 names/],
    [`d4 72 41 91 da 01 01 ${'61'.repeat(257)} 01`, /without a list/],
    ['d4 72 41 92 a1 61 a1 61 01 02', /each another/],
    ['40', /ends too early/],
  ];
  for (const [hex, message] of table) t.throws(() => one(hex), message, hex.slice(0, 40));
  t.match(reader.read(bytes('d4 72 41 91 a9 5f5f70726f746f5f5f 80')).unfit, { message: /__proto__/ });
});

const json = fc
  .jsonValue({ maxDepth: 6, noUnicodeString: false })
  .filter((value) => !/__proto__|constructor/.test(JSON.stringify(value)));

t.test('what others write is read as they meant it', async () => {
  const plain = new Packr({ useRecords: false });
  fc.assert(
    fc.property(json, (value) => {
      const meant = JSON.parse(JSON.stringify(value));
      for (const message of [Buffer.from(encode(meant)), plain.pack(meant)]) {
        const got = new MessagePackReader().read(message);
        if (got.unfit !== undefined) return /NUL|surrogate|UTF-8|2\^53/.test(got.unfit.message);
        if (JSON.stringify(got.value) !== JSON.stringify(meant)) return false;
      }
      return true;
    }),
  );
});

t.test('records of msgpackr are read as they were meant, message after message, whatever their shapes', async () => {
  const shape = fc.dictionary(fc.constantFrom(...'abcdefghij'), fc.oneof(fc.integer(), fc.string(), fc.constant(null)));
  const value = fc.array(fc.oneof(shape, fc.record({ x: shape, y: fc.array(shape) })), { maxLength: 10 });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (values) => {
      const packr = new Packr({ sequential: true });
      const reader = new MessagePackReader({ records: true });
      return values.every((meant) => {
        const { value: got, unfit } = reader.read(Buffer.from(packr.pack(meant)));
        if (unfit !== undefined) return /NUL/.test(unfit.message);
        return JSON.stringify(got) === JSON.stringify(meant);
      });
    }),
    { numRuns: 200 },
  );
});

t.test('whatever the bytes, it ends: a value or UnreadableError', async () => {
  const reader = (records: boolean) => new MessagePackReader({ records });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (message, records) => {
      try {
        reader(records).read(Buffer.from(message));
        return true;
      } catch (error) {
        return error instanceof UnreadableError;
      }
    }),
    { numRuns: 5_000 },
  );
});
