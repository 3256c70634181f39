/** When business happens: checked against the server's clock, and turned into the store's day. */
import { localTime } from '../../../rules/compile/local-time.ts';
import type { Role } from '../../access/credential.ts';
import { refuse } from '../../contract/errors.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const aheadMs = 5 * minuteMs;
const onlineMs = dayMs;
const offlineMs = 30 * dayMs;

/** Epoch ms of what the schema let through as a time; a leap second or a 30th of February is none. */
export function parsedTime(text: string, path = '/businessTime'): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    refuse('invalid_request', `${path}: ${text} is not a time`, { errors: [{ path, message: 'is not a time' }] });
  }
  return time;
}

/**
 * Refuses clock_skew unless business may be sent now: up to 5 minutes ahead (a till's clock runs fast), 24 hours back,
 * with `offline` 30 days back for a till or shop and any time for an administrator who loads history.
 */
export function checkSkew(time: number, now: number, role: Role, offline: boolean): void {
  const back = offline ? (role === 'admin' ? Number.POSITIVE_INFINITY : offlineMs) : onlineMs;
  if (time <= now + aheadMs && time >= now - back) return;
  const [sent, server] = [new Date(time).toISOString(), new Date(now).toISOString()];
  const far = time > now ? 'more than 5 minutes after' : `more than ${back / dayMs} days before`;
  refuse('clock_skew', `businessTime ${sent} is ${far} the server's ${server}`, {
    errors: [{ path: '/businessTime', message: `is ${far} the server's clock` }],
  });
}

/** The store's local date, YYYY-MM-DD. */
export function businessDayOf(time: number, timezone: string): string {
  return localTime(time, timezone).date;
}
