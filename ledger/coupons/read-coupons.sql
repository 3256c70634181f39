-- Codes as they stand, with what their campaigns say of them.
-- $1 text[] codes
SELECT c.code, c.campaign, k.kind, k.state AS "campaignState",
       (extract(epoch FROM k.active_from) * 1000)::bigint AS "activeFrom",
       (extract(epoch FROM k.active_to) * 1000)::bigint AS "activeTo",
       k.per_code AS "perCode", k.per_member AS "perMember", k.in_total AS "inTotal",
       c.member, c.state, c.used, c.hold, (extract(epoch FROM c.hold_until) * 1000)::bigint AS "holdUntil",
       c.receipt, (extract(epoch FROM c.redeemed_at) * 1000)::bigint AS "redeemedAt", c.issued_by AS "issuedBy", c.withdrawn,
       (extract(epoch FROM c.issued_at) * 1000)::bigint AS "issuedAt",
       (extract(epoch FROM c.expires_at) * 1000)::bigint AS "expiresAt"
FROM coupons c CROSS JOIN LATERAL (SELECT * FROM coupon_campaigns WHERE code = c.campaign LIMIT 1) k
WHERE c.code = ANY ($1::text[])
