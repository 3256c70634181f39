-- $1 text[] code  $2 text[] state  $3 bigint[] amount  $4 bigint[] balance  $5 text[] currency  $6 bigint[] seq
-- $7 uuid[] member  $8 text[] expire after  $9 float8[] expires at  $10 float8[] issued at  $11 float8[] activated at, epoch ms
INSERT INTO certificates (code, state, amount, balance, currency, seq, member, expire_after, expires_at, issued_at,
                          activated_at)
SELECT c.code, c.state, c.amount, c.balance, c.currency, c.seq, c.member, c.expire_after,
       to_timestamp(c.expires_at / 1000), to_timestamp(c.issued_at / 1000), to_timestamp(c.activated_at / 1000)
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::uuid[], $8::text[],
            $9::float8[], $10::float8[], $11::float8[])
  AS c (code, state, amount, balance, currency, seq, member, expire_after, expires_at, issued_at, activated_at)
