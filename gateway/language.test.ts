import t from 'tap';
import { acceptedOf } from './accept.ts';
import { languageOf } from './language.ts';

const spoken: readonly [header: string | undefined, language: string][] = [
  [undefined, 'en'],
  ['', 'en'],
  ['ru', 'ru'],
  ['ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7', 'ru'],
  ['en-GB, ru;q=0.9', 'en'],
  ['ru;q=0.5, en;q=0.6', 'en'],
  ['de, ru;q=0.1', 'ru'],
  ['RU', 'ru'],
  ['rum', 'en'],
  ['ru;q=0', 'en'],
  ['ru;q=2', 'en'],
  ['*', 'en'],
  [';;,,=', 'en'],
];

t.test('Accept-Language', async (t) => {
  for (const [header, language] of spoken) t.equal(languageOf(header), language, header ?? 'none');
});

t.test('Accept: the more specific of two ranges counts', async (t) => {
  const types = ['application/json', 'text/plain'] as const;
  t.equal(acceptedOf('text/*;q=0.9, */*;q=0.1', types), 'text/plain');
  t.equal(acceptedOf('text/plain;q=0.1, text/*', ['text/plain', 'text/csv']), 'text/csv');
  t.equal(acceptedOf('image/png', types), undefined);
  t.equal(acceptedOf(`${'a/b,'.repeat(100_000)}text/plain`, types), undefined, 'nobody names so many');
});
