import t from 'tap';
import {
  daysBorn,
  type Happens,
  momentOfRound,
  newestRound,
  nextRound,
  notTooOld,
  periodOfRound,
  roundBefore,
} from './calendar.ts';

const moscow = 'Europe/Moscow';
const at = (text: string) => Date.parse(text);

const newest: readonly [happens: Happens, now: string, round: string, first: string][] = [
  ['birthday', '2026-11-21T20:59:59Z', '2026-11-21', '2026-11-20'],
  ['birthday', '2026-11-21T21:00:00Z', '2026-11-22', '2026-11-21'],
  ['tier', '2026-11-22T12:00:00Z', '2026-11-22', '2026-11-22'],
  ['period:month', '2026-11-30T20:59:59Z', '2026-11-01', '2026-11-01'],
  ['period:month', '2026-11-30T21:00:00Z', '2026-11-01', '2026-12-01'],
  ['period:month', '2026-12-01T20:59:59Z', '2026-11-01', '2026-12-01'],
  ['period:month', '2026-12-01T21:00:00Z', '2026-12-01', '2026-12-01'],
  ['period:quarter', '2026-12-31T22:00:00Z', '2026-10-01', '2027-01-01'],
  ['period:quarter', '2027-01-01T21:00:00Z', '2027-01-01', '2027-01-01'],
  ['period:year', '2026-12-31T22:00:00Z', '2026-01-01', '2027-01-01'],
  ['period:year', '2027-01-02T00:00:00Z', '2027-01-01', '2027-01-01'],
];

t.test('by the programme’s own clock; a period waits a day for receipts that are late', async (t) => {
  for (const [happens, now, round, first] of newest) {
    t.equal(newestRound(happens, moscow, at(now)), round, `${happens} ${now}`);
    t.equal(roundBefore(happens, moscow, at(now)), first, `${happens} ${now}, met for the first time`);
  }
  t.equal(momentOfRound('2026-10-01', moscow), at('2026-09-30T21:00:00Z'));
  // Clocks that skip midnight begin the day at one.
  t.equal(momentOfRound('2024-03-31', 'Asia/Beirut'), at('2024-03-30T22:00:00Z'));
});

t.test('one after another, and how far back', async (t) => {
  t.equal(nextRound('birthday', '2026-12-31'), '2027-01-01');
  t.equal(nextRound('period:quarter', '2026-10-01'), '2027-01-01');
  t.equal(nextRound('period:year', '2026-01-01'), '2027-01-01');
  t.equal(nextRound('period:month', '2026-12-01'), '2027-01-01');
  t.equal(notTooOld('birthday', '2026-10-30', '2026-11-22'), '2026-10-30');
  t.equal(notTooOld('birthday', '2026-10-01', '2026-11-22'), '2026-10-22');
  t.equal(notTooOld('period:quarter', '2020-01-01', '2026-10-01'), '2025-07-01');
});

t.test('names', async (t) => {
  t.equal(periodOfRound('period:month', '2027-01-01'), '2026-12');
  t.equal(periodOfRound('period:quarter', '2027-01-01'), '2026-Q4');
  t.equal(periodOfRound('period:quarter', '2026-10-01'), '2026-Q3');
  t.equal(periodOfRound('period:year', '2027-01-01'), '2026');
});

t.test('who was born on 29 February', async (t) => {
  t.same(daysBorn('2027-02-28'), [228, 229], 'in common years on the 28th');
  t.same(daysBorn('2028-02-28'), [228, 228]);
  t.same(daysBorn('2028-02-29'), [229, 229]);
  t.same(daysBorn('2026-11-22'), [1122, 1122]);
});
