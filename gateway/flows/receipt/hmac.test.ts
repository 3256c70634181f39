import { createHmac } from 'node:crypto';
import t from 'tap';
import { hmacSha256 } from './hmac.ts';

t.test('as node:crypto has it, for keys and texts of any length', (t) => {
  for (const keyBytes of [0, 1, 32, 63, 64, 65, 200]) {
    const key = Buffer.alloc(keyBytes, 7);
    for (const length of [0, 1, 55, 56, 63, 64, 260, 959, 960, 961, 5_000, 1, 260]) {
      const text = 'eyJ-_9ё€'.repeat(length).slice(0, length);
      t.equal(
        hmacSha256(key, text),
        createHmac('sha256', key).update(text).digest('base64url'),
        `${keyBytes} ${length}`,
      );
    }
  }
  t.end();
});

t.test('each key has its own', (t) => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const of = (key: Buffer) => createHmac('sha256', key).update('text').digest('base64url');
  t.same(
    [one, other, one].map((key) => hmacSha256(key, 'text')),
    [of(one), of(other), of(one)],
  );
  t.end();
});
