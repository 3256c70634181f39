import t from 'tap';
import { Temporal } from 'temporal-polyfill';
import { fc } from '../testing/fast-check.ts';
import { localTime } from './local-time.ts';

const zones = [
  'Europe/Moscow',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Asia/Gaza',
  'UTC',
];

/** The same by Temporal, a field at a time. */
function byTemporal(epochMs: number, timezone: string) {
  const there = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);
  const { hour, minute, second, millisecond } = there;
  return {
    epochMs,
    timezone,
    date: there.toPlainDate().toString(),
    year: there.year,
    month: there.month,
    day: there.day,
    daysInMonth: there.daysInMonth,
    weekday: there.dayOfWeek,
    week: `${there.yearOfWeek}-W${String(there.weekOfYear).padStart(2, '0')}`,
    timeOfDayMs: ((hour * 60 + minute) * 60 + second) * 1000 + millisecond,
  };
}

t.test('agrees with Temporal at any instant since 1970', async (t) => {
  const instants = fc.integer({ min: 0, max: Date.UTC(2060, 0, 1) });
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), (epochMs, timezone) => {
      t.same(localTime(epochMs, timezone), byTemporal(epochMs, timezone));
    }),
    { numRuns: 1000 },
  );
});

t.test('agrees with Temporal on both sides of every change of the offset', async (t) => {
  for (const timezone of zones) {
    let there = Temporal.Instant.from('2010-01-01T00:00:00Z').toZonedDateTimeISO(timezone);
    for (let changes = 0; changes < 30; changes++) {
      const next = there.getTimeZoneTransition('next');
      if (next === null) break;
      for (const aside of [-1, 0, 1]) {
        const epochMs = next.epochMilliseconds + aside;
        t.same(localTime(epochMs, timezone), byTemporal(epochMs, timezone), `${timezone} ${next} ${aside}`);
      }
      there = next;
    }
  }
});

t.test('refuses a timezone nobody knows', async (t) => {
  t.throws(() => localTime(0, 'Europe/Atlantis'), RangeError);
});

t.test('for a hundred thousand receipts of one store the offset is looked up once', async (t) => {
  const { Instant } = Temporal;
  const lookUps = t.capture(Instant, 'fromEpochMilliseconds', Instant.fromEpochMilliseconds);
  const startMs = Date.UTC(2026, 10, 22);
  for (let index = 0; index < 100_000; index++) localTime(startMs + index * 1000, 'Asia/Tokyo');
  t.equal(lookUps().length, 1);
});
