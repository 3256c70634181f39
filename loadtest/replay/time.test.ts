import t from 'tap';
import { isTimezone, timeReader } from './time.ts';

t.test('formats', (t) => {
  const rows: readonly (readonly [string, string, string, string | undefined])[] = [
    ['YYYY-MM-DD HH:mm:ss', 'Europe/London', '2010-12-01 08:26:00', '2010-12-01T08:26:00+00:00'],
    ['YYYY-MM-DD HH:mm:ss', 'Europe/London', '2011-06-01 08:26:00', '2011-06-01T08:26:00+01:00'],
    ['D/M/YYYY H:mm', 'Europe/Moscow', '1/9/2011 9:05', '2011-09-01T09:05:00+04:00'],
    ['YYYYMMDD', 'America/New_York', '19970101', '1997-01-01T00:00:00-05:00'],
    ['iso', 'America/New_York', '2017-01-01T18:21:45-05:00', '2017-01-01T18:21:45-05:00'],
    ['iso', 'Europe/Moscow', '2017-01-01T20:00:00Z', '2017-01-01T23:00:00+03:00'],
    ['iso', 'Europe/Moscow', '2017-01-01 20:00:00', '2017-01-01T20:00:00+03:00'],
    ['iso', 'Europe/Moscow', '2017-01-01', '2017-01-01T00:00:00+03:00'],
    ['YYYY-MM-DD', 'Europe/London', '2011-02-30', undefined],
    ['YYYY-MM-DD', 'Europe/London', '2011-02-3', undefined],
    ['YYYY.MM.DD', 'Europe/London', '2011-02-03', undefined],
    ['iso', 'Europe/London', 'yesterday', undefined],
  ];
  for (const [format, zone, text, expected] of rows)
    t.equal(timeReader(format, zone)(text)?.time, expected, `${text} as ${format} in ${zone}`);
  t.end();
});

t.test('the business day is the local date', (t) => {
  t.equal(timeReader('iso', 'Asia/Tokyo')('2020-01-01T20:00:00Z')?.day, '2020-01-02');
  t.equal(isTimezone('Europe/London'), true);
  t.equal(isTimezone('Europe/Atlantis'), false);
  t.end();
});
