import t from 'tap';
import { localTime } from '../compile/local-time.ts';
import { addTo } from './buckets.ts';
import { bucketOf, isWithin, oldestKept, readWindow, sumIn, windowOf, windowText } from './counter-window.ts';

const moscow = 'Europe/Moscow';
const at = (date: string) => localTime(Date.parse(`${date}T12:00:00+03:00`), moscow);

function windowFrom(text: string, asked = 0) {
  const window = readWindow(text, asked);
  if (window === undefined) throw new Error(`${text} is no window`);
  return window;
}

const first: readonly [window: string, today: string, back: number, from: string, to: string][] = [
  ['P1D', '2026-11-22', 0, '2026-11-22', '2026-11-22'],
  ['P30D', '2026-11-22', 0, '2026-10-24', '2026-11-22'],
  ['P30D', '2026-11-22', 1, '2026-09-24', '2026-10-23'],
  ['P2W', '2026-11-22', 0, '2026-11-09', '2026-11-22'],
  ['P1M', '2026-03-31', 0, '2026-03-01', '2026-03-31'],
  ['P1M', '2026-03-15', 0, '2026-02-16', '2026-03-15'],
  ['P1M', '2026-03-31', 1, '2026-02-01', '2026-02-28'],
  ['P3M', '2026-05-31', 0, '2026-03-01', '2026-05-31'],
  ['P1Y', '2026-11-22', 0, '2025-11-23', '2026-11-22'],
  ['P1Y', '2028-02-29', 0, '2027-03-01', '2028-02-29'],
  ['P1Y6M', '2026-11-22', 0, '2025-05-23', '2026-11-22'],
];

t.test('a rolling window has these days, and no others', async (t) => {
  for (const [text, today, back, from, to] of first) {
    const window = windowFrom(text, back);
    const days: Record<string, number> = {};
    for (const end of [from, to]) {
      for (const offset of [-1, 0, 1]) {
        const day = new Date(Date.parse(`${end}T00:00:00Z`) + offset * 86_400_000).toISOString().slice(0, 10);
        days[day] = offset === 0 ? (days[day] ?? 0) : 0;
      }
    }
    const counted = Object.keys(days).filter((day) => sumIn(addTo({}, window, day, 7), window, at(today), back) === 7);
    t.ok(counted.includes(from) && counted.includes(to), `${text} on ${today}, ${back} back: ${from} to ${to}`);
    t.ok(
      counted.every((day) => day >= from && day <= to),
      `${text} on ${today}: no other day`,
    );
  }
});

t.test('calendar periods, and those before', async (t) => {
  const table: readonly [window: string, today: string, back: number, bucket: string][] = [
    ['day', '2026-03-01', 1, '2026-02-28'],
    ['week', '2026-01-01', 0, '2026-W01'],
    ['week', '2026-01-01', 1, '2025-W52'],
    ['week', '2027-01-03', 0, '2026-W53'],
    ['month', '2026-03-31', 1, '2026-02'],
    ['month', '2026-01-15', 13, '2024-12'],
    ['quarter', '2026-02-28', 1, '2025-Q4'],
    ['year', '2026-02-28', 2, '2024'],
  ];
  for (const [text, today, back, bucket] of table) {
    t.equal(sumIn({ [bucket]: 7 }, windowFrom(text), at(today), back), 7, `${text} ${today} -${back}`);
    if (back === 0) t.equal(bucketOf(windowFrom(text), at(today)), bucket);
  }
});

t.test('periods are the store’s: the last minute of November there', async (t) => {
  const moment = Date.parse('2026-11-30T20:59:00Z');
  t.equal(bucketOf(windowFrom('month'), localTime(moment, moscow)), '2026-11');
  t.equal(bucketOf(windowFrom('month'), localTime(moment + 60_000, moscow)), '2026-12');
  t.equal(bucketOf(windowFrom('P30D'), localTime(moment + 60_000, moscow)), '2026-12-01');
});

t.test('the key says how long is kept', async (t) => {
  for (const [text, asked, key] of [
    ['month', 24, 'month'],
    ['month', 25, 'month+120'],
    ['P90D', 0, 'P90D'],
    ['P90D', 2, 'P90D+2'],
    ['p1y', 0, 'P1Y'],
  ] as const) {
    const window = windowFrom(text, asked);
    t.equal(windowText(window), key);
    t.same(windowOf(`spend~${key}~12345678`), window);
  }
  const now = Date.parse('2026-11-22T12:00:00+03:00');
  // 62 days before the 22nd of November is the 21st of September.
  t.equal(oldestKept(windowFrom('month'), now, moscow), '2024-09');
  t.equal(oldestKept(windowFrom('month', 25), now, moscow), '2016-09');
  t.equal(oldestKept(windowFrom('P90D'), now, moscow), '2026-06-23');
  t.equal(oldestKept(windowFrom('P90D', 1), now, moscow), '2026-03-25');
});

t.test('what is no window', async (t) => {
  for (const text of ['', 'months', 'P', 'P0D', '-P1D', 'PT24H', 'P1DT1S', 'P1.5D', '90']) {
    t.equal(readWindow(text, 0), undefined, text);
  }
});

t.test('which days the window of another ends with', async (t) => {
  t.ok(isWithin(windowFrom('P30D'), '2026-10-24', '2026-11-22'));
  t.notOk(isWithin(windowFrom('P30D'), '2026-10-23', '2026-11-22'));
  t.notOk(isWithin(windowFrom('P30D'), '2026-11-23', '2026-11-22'));
  t.ok(isWithin(windowFrom('month'), '2026-11', '2026-11'));
  t.notOk(isWithin(windowFrom('month'), '2026-10', '2026-11'));
});
