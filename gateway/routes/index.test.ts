import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { calls } from '../access/calls.ts';
import { testGateway } from '../testing/test-gateway.ts';
import { routes } from './index.ts';

const here = new URL('.', import.meta.url);

t.test('every route of the folder is in the index, once', async (t) => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes('/') && file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .sort();
  t.ok(files.length > 30, 'the folder is the right one');
  const found: unknown[] = [];
  for (const file of files) {
    const exported = Object.entries(await import(new URL(file, here).href));
    for (const [name, value] of exported) {
      if (typeof value !== 'function') continue;
      t.ok((routes as readonly unknown[]).includes(value), `${file}: ${name}`);
      found.push(value);
    }
  }
  t.equal(routes.length, found.length, 'and the index has nothing besides');
  t.equal(new Set(routes).size, routes.length);
});

t.test('every call of the table is some route’s, and every route says what it answers', async (t) => {
  const sources = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, here), 'utf8'))
    .join('\n');
  for (const call of Object.keys(calls)) t.ok(sources.includes(`call: '${call}'`), call);
  const { app } = await testGateway(t);
  const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, Operation>> };
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { responses = {}, security, summary, tags = [] }] of Object.entries(methods)) {
      const route = `${method} ${path}`;
      t.ok(
        Object.keys(responses).some((status) => status.startsWith('2') || status === '101'),
        `${route} says what it answers`,
      );
      t.equal(security !== undefined, path.startsWith('/v1/'), `${route} needs a key`);
      t.ok(summary !== undefined && tags.length === 1, `${route} has a summary and a tag`);
    }
  }
});

interface Operation {
  readonly responses?: object;
  readonly security?: unknown;
  readonly summary?: string;
  readonly tags?: readonly string[];
}
