import { Temporal } from 'temporal-polyfill';
import type { CertificateRow } from './certificate.ts';

/** When a certificate that is activated at `at`, epoch ms, will expire, by the calendar of a timezone. */
export function expiryOf(
  { expireAfter, expiresAt }: Pick<CertificateRow, 'expireAfter' | 'expiresAt'>,
  at: number,
  timezone: string,
): number | undefined {
  if (expireAfter === undefined) return expiresAt;
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone).add(expireAfter).epochMilliseconds;
}
