import t from 'tap';
import type { Melt } from '../../rules/model/evaluation.ts';
import { advanced, melted, meltingFrom } from './melting.ts';

const day = 86_400_000;
const weekly: Melt = { every: 'P7D', months: 0, ms: 7 * day, percent: 10 };

const left: readonly (readonly [points: number, percent: number, times: number, left: number])[] = [
  [1000, 10, 0, 1000],
  [1000, 10, 1, 900],
  [1000, 10, 2, 810],
  [1000, 10, 3, 729],
  [1000, 10, 4, 656],
  [5, 10, 1, 4],
  [1, 10, 1, 0],
  [0, 10, 9, 0],
  [1000, 100, 1, 0],
  [1000, 0.01, 1, 999],
  [10_000, 12.34, 1, 8766],
  [9_000_000_000_000_000, 0.01, 1, 8_999_100_000_000_000],
  [100, 10, 1_000_000_000, 0],
];
for (const [points, percent, times, expected] of left) {
  t.test(`${points} melting ${percent}% ${times} times → ${expected}`, async (t) => {
    t.equal(melted(points, { ...weekly, percent }, times), expected);
  });
}

t.test('moments of a week', async (t) => {
  const melt = meltingFrom(weekly, 5);
  t.match(melt, { since: 5, times: 0, at: 7 * day + 5 });
  t.equal(advanced(melt, 7 * day + 4), melt);
  t.match(advanced(melt, 7 * day + 5), { times: 1, at: 14 * day + 5 });
  t.match(advanced(melt, 700 * day + 5), { times: 100, at: 707 * day + 5 });
});

const months: readonly (readonly [since: string, months: number, days: number, moments: readonly string[]])[] = [
  [
    '2026-01-31T09:00:00.000Z',
    1,
    0,
    ['2026-02-28T09:00:00.000Z', '2026-03-31T09:00:00.000Z', '2026-04-30T09:00:00.000Z'],
  ],
  ['2027-11-30T09:00:00.000Z', 3, 0, ['2028-02-29T09:00:00.000Z', '2028-05-30T09:00:00.000Z']],
  [
    '2024-02-29T00:00:00.000Z',
    12,
    0,
    ['2025-02-28T00:00:00.000Z', '2026-02-28T00:00:00.000Z', '2027-02-28T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ],
  ['2026-01-31T09:00:00.000Z', 1, 1, ['2026-03-01T09:00:00.000Z', '2026-04-02T09:00:00.000Z']],
];
for (const [since, count, days, moments] of months) {
  t.test(`every ${count} months and ${days} days from ${since}`, async (t) => {
    let melt = meltingFrom({ every: 'P', months: count, ms: days * day, percent: 1 }, Date.parse(since));
    const found: string[] = [];
    while (found.length < moments.length) {
      found.push(new Date(melt.at).toISOString());
      melt = advanced(melt, melt.at);
    }
    t.strictSame(found, moments);
    const first = meltingFrom({ every: 'P', months: count, ms: days * day, percent: 1 }, Date.parse(since));
    t.strictSame(advanced(first, Date.parse(moments.at(-1) ?? '')), melt, 'all at once is the same');
  });
}
