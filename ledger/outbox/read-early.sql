-- What is committed but not yet safe to pass by, the newest first: transactions that began before it are still open.
-- $1 xid8: the horizon
-- $2 text: the part of the body that is asked for
-- $3 integer: how many rows at most
SELECT o.xid::text AS xid, o.id, o.body -> $2::text AS part
FROM outbox AS o
WHERE o.xid >= $1::xid8 AND o.body ? $2::text
ORDER BY o.xid DESC, o.id DESC
LIMIT $3
