import { readdirSync } from 'node:fs';
import t from 'tap';
import { checks } from './index.ts';

t.test('every file of the folder is a registered check of its name', async (t) => {
  const files = readdirSync(new URL('.', import.meta.url))
    .filter((file) => /\.[jt]s$/.test(file) && !/\.(test|d)\.[jt]s$/.test(file))
    .map((file) => file.replace(/\.[jt]s$/, ''))
    .filter((file) => file !== 'index' && file !== 'check');
  t.same(checks.map(({ name }) => name).sort(), files.sort());
});
