import t from 'tap';
import { fc } from '../testing/fast-check.ts';
import { addTo, type Buckets, sumOfDays, withoutOlder } from './buckets.ts';

const rolling = { per: { last: 'P90D' }, past: 0 };
const monthly = { per: 'month', past: 24 } as const;

t.test('days are kept by the month, periods by their name', async (t) => {
  let days: Buckets = {};
  for (const [day, added] of [
    ['2026-11-21', 1200],
    ['2026-11-22', 300],
    ['2026-12-01', 5],
    ['2026-11-21', -200],
  ] as const) {
    days = addTo(days, rolling, day, added);
  }
  t.strictSame(days, { '2026-11': [21, 1000, 22, 300], '2026-12': [1, 5] });
  t.strictSame(addTo(days, rolling, '2026-12-01', -5), { '2026-11': [21, 1000, 22, 300] });
  t.strictSame(withoutOlder(days, rolling, '2026-12-01'), { '2026-12': [1, 5] });
  t.equal(withoutOlder(days, rolling, '2026-11-30'), days, 'a month is forgotten whole');
  const months = addTo(addTo({}, monthly, '2026-11', 7), monthly, '2026-12', 1);
  t.strictSame(months, { '2026-11': 7, '2026-12': 1 });
  t.strictSame(addTo(months, monthly, '2026-11', -7), { '2026-12': 1 });
  t.strictSame(withoutOlder(months, monthly, '2026-12'), { '2026-12': 1 });
});

t.test('the sum of any days is what was added on them', async () => {
  const day = fc
    .integer({ min: 0, max: 800 })
    .map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10));
  const added = fc.array(fc.tuple(day, fc.integer({ min: -50, max: 100 })), { maxLength: 60 });
  fc.assert(
    fc.property(added, day, day, (changes, one, other) => {
      const [after, last] = one < other ? [one, other] : [other, one];
      let buckets: Buckets = {};
      for (const [on, amount] of changes) buckets = addTo(buckets, rolling, on, amount);
      const within = changes.filter(([on]) => on > after && on <= last);
      return sumOfDays(buckets, after, last) === within.reduce((sum, [, amount]) => sum + amount, 0);
    }),
  );
});
