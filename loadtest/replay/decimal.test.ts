import t from 'tap';
import { divideRounded, fromScaled, parseScaled, writeScaled } from './decimal.ts';

t.test('texts become exact integers', (t) => {
  const rows: readonly (readonly [string, number, number | undefined])[] = [
    ['2.55', 6, 2_550_000],
    ['18.0', 0, 18],
    ['17850.0', 0, 17850],
    ['0.001', 6, 1_000],
    ['0.001', 2, undefined],
    ['-11062.06', 2, -1_106_206],
    ['-0.0', 2, 0],
    ['+3', 3, 3_000],
    [' 7 ', 0, 7],
    ['7.', 1, 70],
    ['.5', 1, undefined],
    ['1e3', 0, undefined],
    ['1,5', 1, undefined],
    ['', 0, undefined],
    ['NaN', 0, undefined],
    ['99999999999999999', 0, undefined],
  ];
  for (const [text, scale, expected] of rows) t.equal(parseScaled(text, scale), expected, `${text} at ${scale}`);
  t.end();
});

t.test('and go back as a person writes them', (t) => {
  t.equal(fromScaled(2_550_000, 4), 255);
  t.equal(fromScaled(1_000, 4), 0.1);
  t.equal(fromScaled(1_500, 3), 1.5);
  t.equal(fromScaled(-110_620_600, 4), -11062.06);
  t.equal(fromScaled(80_995_000, 3), 80_995);
  t.end();
});

t.test('halves round away from zero', (t) => {
  const rows: readonly (readonly [bigint, bigint])[] = [
    [14n, 1n],
    [15n, 2n],
    [16n, 2n],
    [-14n, -1n],
    [-15n, -2n],
    [-16n, -2n],
    [-25n, -3n],
    [0n, 0n],
    [-4n, 0n],
  ];
  for (const [dividend, expected] of rows) t.equal(divideRounded(dividend, 10n), expected, `${dividend} / 10`);
  t.end();
});

t.test('sums are written in full', (t) => {
  const rows: readonly (readonly [bigint, string])[] = [
    [6_781_619_004n, '678.1619004'],
    [-50_000_000n, '-5'],
    [1_000_000n, '0.1'],
    [-1n, '-0.0000001'],
    [0n, '0'],
  ];
  for (const [value, expected] of rows) t.equal(writeScaled(value, 7), expected);
  t.end();
});
