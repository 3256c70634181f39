import assert from 'node:assert/strict';
import t from 'tap';
import { languages } from '../model/language.ts';
import { fc } from '../testing/fast-check.ts';
import { decimalText, plural } from './numbers.ts';

t.test('amounts are written as Intl writes them', async () => {
  const amount = fc.integer({ min: -900_000_000_000, max: 900_000_000_000 });
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 3 }), fc.boolean(), (units, decimals, whole) => {
      for (const language of languages) {
        const least = whole ? 0 : decimals;
        const format = new Intl.NumberFormat(language, {
          minimumFractionDigits: least,
          maximumFractionDigits: decimals,
        });
        assert.equal(decimalText(units, decimals, language, least), format.format(units / 10 ** decimals));
      }
    }),
    { numRuns: 500 },
  );
});

t.test('the form of a word goes with its number', async (t) => {
  const forms = { one: 'балл', few: 'балла', many: 'баллов', other: 'балла' };
  const rows: [units: number, decimals: number, word: string][] = [
    [1, 0, 'балл'],
    [2, 0, 'балла'],
    [5, 0, 'баллов'],
    [11, 0, 'баллов'],
    [21, 0, 'балл'],
    [114, 0, 'баллов'],
    [0, 0, 'баллов'],
    [15, 1, 'балла'],
  ];
  for (const [units, decimals, word] of rows) t.equal(plural('ru', units, decimals, forms), word, `${units}`);
  t.equal(plural('en', 1, 0, { one: 'point', other: 'points' }), 'point');
  t.equal(plural('en', 15, 1, { one: 'point', other: 'points' }), 'points');
});

t.test('the form of any number is the one that Intl has', (t) => {
  const forms = { one: 'one', few: 'few', many: 'many', other: 'other' };
  for (const language of ['en', 'ru'] as const) {
    const rules = new Intl.PluralRules(language);
    for (const decimals of [0, 1]) {
      const wrong = Array.from({ length: 2_500 }, (_, place) => place - 100).filter(
        (units) => plural(language, units, decimals, forms) !== rules.select(units / 10 ** decimals),
      );
      t.same(wrong, [], `${language}, ${decimals} decimals`);
    }
  }
  t.end();
});
