-- $1 text[] code  $2 text[] state  $3 bigint[] used  $4 uuid[] hold  $5 float8[] hold until, epoch ms  $6 uuid[] receipt
-- $7 float8[] redeemed at, epoch ms  $8 boolean[] withdrawn
UPDATE coupons c
SET state = u.state, used = u.used, hold = u.hold, hold_until = to_timestamp(u.hold_until / 1000), receipt = u.receipt,
    redeemed_at = to_timestamp(u.redeemed_at / 1000), withdrawn = u.withdrawn
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::uuid[], $5::float8[], $6::uuid[], $7::float8[], $8::boolean[])
  AS u (code, state, used, hold, hold_until, receipt, redeemed_at, withdrawn)
WHERE c.code = u.code
