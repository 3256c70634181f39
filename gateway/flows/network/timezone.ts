import { refuse } from '../../contract/errors.ts';

/** Refuses a timezone that is no IANA name; an offset is none, since it knows no summer time. */
export function checkTimezone(timezone: string): void {
  if (/^[A-Za-z]/.test(timezone) && isKnown(timezone)) return;
  const message = 'must be an IANA timezone, like Europe/Moscow';
  refuse('invalid_request', `/timezone ${message}.`, { errors: [{ path: '/timezone', message }] });
}

function isKnown(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}
