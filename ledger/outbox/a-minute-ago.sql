-- A place that everything of the last minute comes after, and nothing that was pruned.
SELECT p.xid::text AS xid, p.id
FROM (
  (SELECT o.xid, o.id FROM outbox AS o
   WHERE o.at < now() - interval '1 minute' AND o.xid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY o.xid DESC, o.id DESC
   LIMIT 1)
  UNION ALL
  SELECT c.xid, c.id FROM outbox_cursors AS c WHERE c.follower = 'pruned'
) AS p
ORDER BY p.xid DESC, p.id DESC
LIMIT 1
