import { existsSync, readdirSync } from 'node:fs';
import t from 'tap';

const folder = new URL('./', import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith('.lua'))) {
  t.ok(existsSync(new URL(file.replace(/lua$/, 'ts'), folder)), `${file} has its .ts`);
}
