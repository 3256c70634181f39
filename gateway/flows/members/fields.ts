/** What a schema cannot say of a member's fields. */
import type { Taken } from '../../../ledger/members/taken.ts';
import { normalPhone } from '../../access/phone.ts';
import { refuse } from '../../contract/errors.ts';

const longestLifeYears = 130;

/** E.164; refuses invalid_request. */
export function phoneOf(text: string): string {
  const phone = normalPhone(text);
  if (phone !== undefined) return phone;
  const message = 'must be a number with its country code, like +79161234567';
  return refuse('invalid_request', `/phone ${message}.`, { errors: [{ path: '/phone', message }] });
}

/** Refuses a birth date in the future, or longer ago than anybody lives. */
export function checkBirthDate(day: string): void {
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  if (day <= today && Number(day.slice(0, 4)) >= now.getUTCFullYear() - longestLifeYears) return;
  const message = 'must be a day of the past of somebody who may live';
  refuse('invalid_request', `/birthDate ${message}.`, { errors: [{ path: '/birthDate', message }] });
}

/** @param cardPath where the request names its card */
export function refuseTaken({ taken }: Taken, cardPath = '/number'): never {
  const path = taken === 'phone' ? '/phone' : cardPath;
  return refuse('already_exists', `This ${taken} is another’s already.`, {
    errors: [{ path, message: 'is taken' }],
  });
}
