-- $1 text[] code  $2 text[] state  $3 bigint[] balance  $4 bigint[] held  $5 bigint[] seq  $6 float8[] expires at
-- $7 float8[] activated at, epoch ms
UPDATE certificates c
SET state = u.state, balance = u.balance, held = u.held, seq = u.seq,
    expires_at = to_timestamp(u.expires_at / 1000), activated_at = to_timestamp(u.activated_at / 1000)
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[])
  AS u (code, state, balance, held, seq, expires_at, activated_at)
WHERE c.code = u.code
