import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { calls } from '../access/calls.ts';
import { maxAmount, maxLines } from '../contract/common.ts';
import type { ErrorCode } from '../contract/errors.ts';
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

t.test('a limit that has a code of its own is named by every call that has the limit', async (t) => {
  const { app } = await testGateway(t);
  const document = app.swagger() as { paths?: Record<string, Record<string, Operation>>; components?: Components };
  const schemas = document.components?.schemas ?? {};
  let count = 0;
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const [method, { responses, requestBody, parameters }] of Object.entries(methods)) {
      for (const code of codesOf([requestBody, parameters], schemas, new Set())) {
        count += 1;
        t.ok(JSON.stringify(responses).includes(`\`${code}\``), `${method} ${path} names ${code}`);
      }
    }
  }
  t.ok(count > 10, `${count} of them`);
});

interface Components {
  readonly schemas?: Readonly<Record<string, unknown>>;
}

/** As plugins/validation/explain.ts tells the limits apart. */
function codesOf(node: unknown, schemas: Record<string, unknown>, seen: Set<unknown>): ReadonlySet<ErrorCode> {
  if (typeof node !== 'object' || node === null || seen.has(node)) return new Set();
  seen.add(node);
  const { $ref, maxItems, maximum, minimum } = node as Readonly<Record<string, unknown>>;
  const codes = new Set<ErrorCode>();
  if (maxItems === maxLines) codes.add('too_many_lines');
  if (maximum === maxAmount || minimum === -maxAmount) codes.add('amount_too_large');
  const inner = typeof $ref === 'string' ? [schemas[$ref.split('/').at(-1) ?? '']] : Object.values(node);
  for (const one of inner) for (const code of codesOf(one, schemas, seen)) codes.add(code);
  return codes;
}

interface Operation {
  readonly requestBody?: unknown;
  readonly parameters?: unknown;
  readonly responses?: object;
  readonly security?: unknown;
  readonly summary?: string;
  readonly tags?: readonly string[];
}
