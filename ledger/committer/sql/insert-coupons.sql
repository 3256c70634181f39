-- Codes that receipts and occasions bring their members.
-- $1 text[] code  $2 text[] campaign  $3 uuid[] member  $4 uuid[] issued by  $5 float8[] issued at, epoch ms
-- $6 float8[] expires at, epoch ms
INSERT INTO coupons (code, campaign, member, issued_by, issued_at, expires_at)
SELECT n.code, n.campaign, n.member, n.issued_by, to_timestamp(n.issued_at / 1000), to_timestamp(n.expires_at / 1000)
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::uuid[], $5::float8[], $6::float8[])
  AS n (code, campaign, member, issued_by, issued_at, expires_at)
