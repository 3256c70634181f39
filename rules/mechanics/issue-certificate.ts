/**
 * issue_certificate: a gift certificate, to be spent like money. It is active at once; its code is made when the receipt
 * is committed, and a quote shows it without one.
 *
 *   amount: 50000, expireAfter: P6M      on 15 January → 500.00 until 15 July, in the store's time
 *   with when: receipt.total >= 1000000  and 9999.99   → nothing
 */
import { Type } from 'typebox';
import { addDuration } from '../evaluate/calendar.ts';
import { Duration, PositiveAmount } from '../program/schema/scalars.ts';
import { rewardMechanic } from './mechanic.ts';

export const issueCertificate = rewardMechanic({
  code: 'issue_certificate',
  type: 'reward',
  forMember: false,
  params: Type.Object(
    { amount: PositiveAmount, expireAfter: Type.Optional(Duration) },
    { additionalProperties: false, expected: '{amount, expireAfter?}' },
  ),
  reward: ({ amount, expireAfter }, { receipt }) => ({
    kind: 'certificate',
    amount,
    ...(expireAfter !== undefined && {
      expiresAt: addDuration(receipt.businessTime, expireAfter, receipt.store.timezone),
    }),
  }),
});
