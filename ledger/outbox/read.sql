-- One kind of news from the outbox after a place, in order, as far as no open transaction can add to it. There is
-- always one row at least.
-- $1 xid8, $2 bigint: the place
-- $3 text: the part of the body that is asked for; rows without it are passed over
-- $4 integer: how many rows at most
WITH horizon AS MATERIALIZED (
  SELECT pg_snapshot_xmin(pg_current_snapshot()) AS xid
)
SELECT horizon.xid::text AS horizon,
       EXISTS (SELECT FROM outbox_cursors AS c
               WHERE c.follower = 'pruned' AND (c.xid, c.id) > ($1::xid8, $2::bigint)) AS pruned,
       r.xid::text AS xid, r.id, r.part
FROM horizon
LEFT JOIN LATERAL (
  SELECT o.xid, o.id, o.body -> $3::text AS part
  FROM outbox AS o
  WHERE (o.xid, o.id) > ($1::xid8, $2::bigint) AND o.xid < horizon.xid AND o.body ? $3::text
  ORDER BY o.xid, o.id
  LIMIT $4
) AS r ON true
ORDER BY r.xid, r.id
