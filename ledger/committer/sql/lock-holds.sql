-- Locks holds in the order of their ids, and says what time it is once they are locked (by the clock, not by the
-- transaction's start): whether a hold has lapsed is decided by this and nothing else.
-- $1 uuid[] ids
WITH locked AS MATERIALIZED (
  SELECT * FROM holds WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE
), time AS MATERIALIZED (
  SELECT (SELECT count(*) FROM locked) AS held, clock_timestamp() AS now
)
SELECT (extract(epoch FROM time.now) * 1000)::bigint AS now,
       l.id, l.state, l.party, l.member, l.till, l.store, to_char(l.business_day, 'YYYY-MM-DD') AS "businessDay", l.number,
       l.pins, l.coupons, l.points, l.posted, l.amount, l.certificate, l.certificate_amount AS "certificateAmount",
       l.certificate_posted AS "certificatePosted",
       (extract(epoch FROM l.created_at) * 1000)::bigint AS "createdAt",
       (extract(epoch FROM l.expires_at) * 1000)::bigint AS "expiresAt",
       (extract(epoch FROM l.max_until) * 1000)::bigint AS "maxUntil",
       (extract(epoch FROM l.resolved_at) * 1000)::bigint AS "resolvedAt",
       l.receipt
FROM time LEFT JOIN locked l ON true
