import t from 'tap';
import { requestIds } from './request-id.ts';

t.test('ids that others give: [header, taken]', async (t) => {
  const next = requestIds();
  for (const [given, taken] of [
    ['till-7:000123', true],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
    ['', false],
    ['two words', false],
    ['line\r\nbreak', false],
    [['a', 'b'], false],
    [undefined, false],
  ] as const) {
    const id = next({ headers: { 'x-request-id': given as string } });
    t.equal(id === given, taken, JSON.stringify(given));
    t.match(id, /^[\w.:-]{1,64}$/);
  }
});

t.test('no two requests have one id, of this gateway or another', async (t) => {
  const gateways = [requestIds(), requestIds()];
  const ids = gateways.flatMap((next) => Array.from({ length: 1_000 }, () => next({ headers: {} })));
  t.equal(new Set(ids).size, 2_000);
});
