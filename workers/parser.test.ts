import t from 'tap';
import { createParser } from './parser.ts';

const good = 'program: { code: main }';

t.test('documents are read in a thread, one after another, and only so many wait', async (t) => {
  const parser = createParser();
  t.teardown(() => parser.close());
  const outcome = await parser.parse(good, 0);
  t.match(outcome, { ok: true, parsed: { document: { program: { code: 'main' } }, hash: /^[0-9a-f]{64}$/, lint: [] } });
  const bad = await parser.parse('program: { kode: main }', 0);
  t.match(bad, {
    ok: true,
    parsed: { lint: [{ path: 'program' }, { severity: 'error', path: 'program.kode', line: 1 }] },
  });
  const json = await parser.parse(JSON.stringify({ program: { code: 'main' } }, null, '\t'), 0);
  t.strictSame(json, outcome, 'JSON is YAML, tabs too');

  const many = await Promise.all(Array.from({ length: 12 }, () => parser.parse(good, 0)));
  t.equal(many.filter(({ ok }) => ok).length, 9, 'one is read and eight wait');
  t.match(many.at(-1), { ok: false, code: 'overloaded' });
  t.match(await parser.parse(good, 0), { ok: true }, 'then there is room again');
});

t.test('closing waits for what is being read, and reads nothing more', async (t) => {
  const parser = createParser();
  const last = parser.parse(good, 0);
  await parser.close();
  t.match(await last, { ok: true });
  t.match(await parser.parse(good, 0), { ok: false, code: 'overloaded' });
});
