-- Codes of a batch; those that it has made before are left as they are. In their order: another request may be making them.
-- $1 text[] code  $2 uuid[] member  $3 text campaign  $4 float8 issued at, epoch ms  $5 float8 expires at, epoch ms
INSERT INTO coupons (code, campaign, member, issued_at, expires_at)
SELECT n.code, $3, n.member, to_timestamp($4::float8 / 1000), to_timestamp($5::float8 / 1000)
FROM unnest($1::text[], $2::uuid[]) AS n (code, member) ORDER BY n.code
ON CONFLICT (code) DO NOTHING
