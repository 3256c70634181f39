-- Holds as they stand, with what can be spent beside them of the certificates they keep money of.
-- $1 uuid[] ids
SELECT h.id, h.state, h.party, h.member, h.till, h.store, to_char(h.business_day, 'YYYY-MM-DD') AS "businessDay", h.number,
       h.pins, h.coupons, h.points, h.posted, h.amount, h.certificate, h.certificate_amount AS "certificateAmount",
       h.certificate_posted AS "certificatePosted", c.balance - c.held AS "certificateBalance",
       (extract(epoch FROM h.created_at) * 1000)::bigint AS "createdAt",
       (extract(epoch FROM h.expires_at) * 1000)::bigint AS "expiresAt",
       (extract(epoch FROM h.max_until) * 1000)::bigint AS "maxUntil",
       (extract(epoch FROM h.resolved_at) * 1000)::bigint AS "resolvedAt",
       h.receipt
FROM holds h LEFT JOIN certificates c ON c.code = h.certificate
WHERE h.id = ANY ($1::uuid[]) ORDER BY h.id
