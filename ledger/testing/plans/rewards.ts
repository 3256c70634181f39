/** Certificates, coupons, and occasions besides purchases. */
import { array, batch, type Case, nobody, of, type Sample, text } from './sample.ts';

export function rewardsStatements({
  parties,
  member,
  referred,
  certificates,
  coupons,
  freshCodes,
  batchId,
  ids,
  texts,
  numbers,
  times,
}: Sample): Readonly<Record<string, Case | null>> {
  return {
    'ledger/certificates/sql/lock-certificates.sql': { values: [array(certificates)], read: 2 * batch },
    'ledger/certificates/sql/insert-certificates.sql': {
      values: [
        array(ids),
        array(of('issued')),
        numbers,
        array(of(0)),
        array(of('RUB')),
        array(of(0)),
        array(of(null)),
        array(of(null)),
        times,
        times,
        array(of(null)),
      ],
      read: batch,
    },
    'ledger/certificates/sql/update-certificates.sql': {
      values: [array(certificates), array(of('active')), numbers, array(of(0)), numbers, times, times],
      read: 2 * batch,
    },
    'ledger/certificates/sql/insert-transfers.sql': {
      values: [
        array(certificates),
        array(of(1_000)),
        '1795000000000',
        array(of('certificate')),
        array(of('house:redeemed')),
        numbers,
        array(of('redeem')),
        array(ids),
      ],
      read: batch,
    },
    'ledger/committer/sql/lock-coupons.sql': { values: [array(coupons)], read: 5 * batch },
    'ledger/committer/sql/update-coupons.sql': {
      values: [array(coupons), array(of('redeemed')), numbers, array(of(null)), array(of(null)), array(ids), times],
      read: 2 * batch,
    },
    'ledger/committer/sql/insert-coupons.sql': {
      values: [array(freshCodes), array(of('c1')), array(of(member)), array(ids), times, times],
      read: batch,
    },
    // Occasions besides purchases.
    'ledger/occasions/lock-occasions.sql': {
      values: [array(of('k').map((key, n) => `${key}${n + 1}`))],
      read: 3 * batch,
    },
    'ledger/occasions/find-occasion.sql': { values: ["'k4711'"], read: 2 },
    'ledger/occasions/insert-occasions.sql': {
      values: [
        array(of('new').map((key, n) => `${key}${n}`)),
        array(ids),
        array(of('birthday')),
        array(of('done')),
        array(of(member)),
        array(parties),
        times,
        array(of('main')),
        numbers,
        array(of(null)),
        texts,
        texts,
        texts,
      ],
      read: batch,
    },
    'ledger/occasions/update-occasions.sql': {
      values: [
        array(['k7', 'k70']),
        array(['done', 'done']),
        array([1, 2]),
        array(['{}', '{}']),
        array(['{}', '{}']),
        array(['{}', '{}']),
      ],
      read: 8,
    },
    'ledger/occasions/revoke-occasions.sql': { values: [array(['k7', 'k70'])], read: 12 },
    'ledger/occasions/waiting-occasions.sql': { values: ['200'], read: 400 },
    'ledger/occasions/parties-above.sql': { values: [text(member), '4712'], read: 40 },
    'ledger/occasions/insert-referrals.sql': { values: [array([referred]), array([member])], read: 8 },
    'ledger/occasions/know-phones.sql': { values: [text(member), "ARRAY['\\x0bad'::bytea]"], read: 4 },
    'ledger/occasions/last-round.sql': null,
    'ledger/occasions/keep-round.sql': null,
    'ledger/occasions/forget-rounds.sql': null,
    'ledger/occasions/born-on.sql': { values: ['1122', '1122', text(nobody), '100'], read: 2_000 },
    'ledger/occasions/parties-after.sql': { values: ['4711', '1795000000000', '100'], read: 600 },
    'ledger/occasions/find-phone.sql': { values: ["sha256('4711')"], read: 2 },
    // Before and beside it.
    'ledger/certificates/sql/read-certificates.sql': { values: [array(certificates.slice(0, 2))], read: 4 },
    'ledger/certificates/sql/operations.sql': { values: [text(certificates[0] ?? ''), 'NULL', '101'], read: 20 },
    'ledger/certificates/sql/lock-due.sql': {
      values: ['extract(epoch FROM now())::float8 * 1000', '500'],
      read: 1_000,
    },
    'ledger/coupons/read-coupons.sql': { values: [array(coupons)], read: 5 * batch },
    // Time.
    'ledger/jobs/expire-coupons.sql': { values: ['extract(epoch FROM now())::float8 * 1000', '50'], read: 400 },
    'ledger/coupons/member-coupons.sql': { values: [text(member), '100'], read: 8 },
    'ledger/coupons/revoke-coupon.sql': { values: [text(coupons[0] ?? '')], read: 2 },
    'ledger/coupons/claim-batch.sql': {
      values: [text(ids[0] ?? ''), "'c1'", "''", '1795000000000', 'NULL'],
      read: 2,
    },
    'ledger/coupons/make-codes.sql': {
      values: [array(freshCodes), array(of(null)), "'c1'", '1795000000000', 'NULL'],
      read: batch,
    },
    'ledger/coupons/batch-made.sql': { values: [text(batchId), '5'], read: 2 },
    'ledger/coupons/missing-members.sql': { values: [array(of(member))], read: 3 * batch },
    // Campaigns, stores, tills and programmes are some hundreds, whatever the chain sells.
    'ledger/coupons/add-codes.sql': null,
    'ledger/coupons/insert-campaign.sql': null,
    'ledger/coupons/issuing-campaigns.sql': null,
    'ledger/coupons/lock-campaign.sql': null,
    'ledger/coupons/select-campaigns.sql': null,
    'ledger/coupons/update-campaign.sql': null,
  };
}
