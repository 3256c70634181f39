import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { errorTable } from './errors.ts';

const gateway = fileURLToPath(new URL('..', import.meta.url));

t.test('every code is one that a test of the gateway has seen', async (t) => {
  const files = readdirSync(gateway, { recursive: true, encoding: 'utf8' });
  const tests = files.filter((file) => file.endsWith('.test.ts') && !file.endsWith('errors.test.ts'));
  t.ok(tests.length > 10);
  const texts = [...tests, join('plugins', 'errors.test.ts')].map((file) => readFileSync(join(gateway, file), 'utf8'));
  for (const code of Object.keys(errorTable)) {
    const seen = new RegExp(`['"\`]${code}['"\`]`);
    t.ok(
      texts.some((text) => seen.test(text)),
      code,
    );
  }
});

t.test('what may be sent again unchanged is what may end otherwise', async (t) => {
  const retryable = Object.entries(errorTable).filter(([, row]) => row.retryable);
  t.strictSame(
    retryable.map(([code, { status }]) => `${status} ${code}`),
    [
      '408 request_timeout',
      '429 rate_limited',
      '409 upload_given_up',
      '503 overloaded',
      '503 unavailable',
      '503 draining',
    ],
  );
});
