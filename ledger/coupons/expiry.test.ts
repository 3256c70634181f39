import t from 'tap';
import { expiryOf, faultOfDuration } from './expiry.ts';

const at = Date.parse('2026-10-24T20:00:00Z');
const moment = (after: string | undefined, timezone: string): string | undefined => {
  const expiry = expiryOf(at, after, timezone);
  return expiry === undefined ? undefined : new Date(expiry).toISOString();
};

t.test('by the calendar of the place', async (t) => {
  t.equal(moment(undefined, 'UTC'), undefined);
  t.equal(moment('P1D', 'UTC'), '2026-10-25T20:00:00.000Z');
  t.equal(moment('P1D', 'Europe/Berlin'), '2026-10-25T21:00:00.000Z', 'a day of 25 hours');
  t.equal(moment('P1M', 'UTC'), '2026-11-24T20:00:00.000Z');
});

t.test('what codes cannot live for', async (t) => {
  t.equal(faultOfDuration('P30D'), undefined);
  t.equal(faultOfDuration('30 days'), 'must be an ISO 8601 duration such as P30D');
  t.equal(faultOfDuration('PT0S'), 'must be longer than nothing');
  t.equal(faultOfDuration('-P1D'), 'must be longer than nothing');
  t.equal(faultOfDuration('P500Y'), 'must be at most 200 years');
  t.equal(faultOfDuration('P999999999Y'), 'must be at most 200 years');
});
