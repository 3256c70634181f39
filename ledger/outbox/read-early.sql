-- Events that are committed but not yet safe to pass by, the newest first: transactions that began before them are still
-- open. Behind a transaction of an hour (a dump, a report) there may be a million rows, few of them events: these alone
-- are looked at, by an index of their own (outbox_events).
-- $1 xid8: the horizon
-- $2 integer: how many rows at most
SELECT o.xid::text AS xid, o.id, o.body -> 'events' AS part
FROM outbox AS o
WHERE o.xid >= $1::xid8 AND o.body ? 'events'
ORDER BY o.xid DESC, o.id DESC
LIMIT $2
