-- $1 uuid[] id  $2 text[] state  $3 bigint[] posted  $4 bigint[] of the certificate's money posted
-- $5 float8[] expires at  $6 float8[] resolved at, epoch ms  $7 uuid[] receipt
UPDATE holds h
SET state = u.state, posted = u.posted, certificate_posted = u.certificate_posted,
    expires_at = to_timestamp(u.expires_at / 1000), resolved_at = to_timestamp(u.resolved_at / 1000), receipt = u.receipt
FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::uuid[])
  AS u (id, state, posted, certificate_posted, expires_at, resolved_at, receipt)
WHERE h.id = u.id
