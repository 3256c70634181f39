import t from 'tap';
import { Temporal } from 'temporal-polyfill';
import { fc } from '../testing/fast-check.ts';
import { addDuration, daysBetween, momentOf } from './calendar.ts';

const additions = [
  { from: '2026-01-31T12:00:00+03:00', duration: 'P1M', zone: 'Europe/Moscow', to: '2026-02-28T12:00:00+03:00' },
  { from: '2028-02-29T08:30:00Z', duration: 'P1Y', zone: 'UTC', to: '2029-02-28T08:30:00Z' },
  { from: '2026-11-22T10:00:00+03:00', duration: 'P14D', zone: 'Europe/Moscow', to: '2026-12-06T10:00:00+03:00' },
  // Clocks go forward in the night of 29 March: a day is 23 hours, 24 hours are 24 hours.
  { from: '2026-03-28T18:00:00+01:00', duration: 'P1D', zone: 'Europe/Berlin', to: '2026-03-29T18:00:00+02:00' },
  { from: '2026-03-28T18:00:00+01:00', duration: 'PT24H', zone: 'Europe/Berlin', to: '2026-03-29T19:00:00+02:00' },
];
for (const { from, duration, zone, to } of additions) {
  t.test(`${from} and ${duration} in ${zone}`, async (t) => {
    t.equal(new Date(addDuration(Date.parse(from), duration, zone)).toISOString(), new Date(to).toISOString());
  });
}

t.test('a warm memory says what a cold one does', async (t) => {
  const start = Date.parse('2010-11-07T03:00:00Z');
  const moments = fc.integer({ min: 0, max: 7_200_000 });
  const zones = fc.constantFrom('America/St_Johns', 'Asia/Gaza', 'Europe/London');
  fc.assert(
    fc.property(moments, zones, fc.constantFrom('P1D', 'P1M', 'PT90M'), (aside, zone, duration) => {
      const there = Temporal.Instant.fromEpochMilliseconds(start + aside).toZonedDateTimeISO(zone);
      t.equal(addDuration(start + aside, duration, zone), there.add(duration).epochMilliseconds);
    }),
    { numRuns: 1000 },
  );
});

t.test('a local date and time is a moment', async (t) => {
  t.equal(momentOf('2026-12-31T00:00', 'Europe/Moscow'), Date.parse('2026-12-30T21:00:00Z'));
  t.equal(
    momentOf('2026-03-29T02:30', 'Europe/Berlin'),
    Date.parse('2026-03-29T01:30:00Z'),
    'the hour that is skipped',
  );
});

t.test('days between dates', async (t) => {
  t.equal(daysBetween('2026-02-28', '2026-03-01'), 1);
  t.equal(daysBetween('2026-11-22', '2025-11-22'), -365);
});
