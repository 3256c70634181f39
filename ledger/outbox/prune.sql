-- Deletes the oldest rows of the outbox, of those that are older than a day, and remembers how far.
-- $1 integer: how many rows to look at
WITH oldest AS (
  -- Two gateways that prune at once take different rows.
  SELECT o.ctid, o.at FROM outbox AS o ORDER BY o.xid, o.id LIMIT $1 FOR UPDATE SKIP LOCKED
),
gone AS (
  -- By place: to find them again by their keys, Postgres may well read all of a day.
  DELETE FROM outbox AS o
  WHERE o.ctid = ANY (ARRAY(SELECT oldest.ctid FROM oldest WHERE oldest.at < now() - interval '1 day'))
  RETURNING o.xid, o.id
),
mark AS (
  INSERT INTO outbox_cursors AS c (follower, xid, id)
  SELECT 'pruned', g.xid, g.id FROM gone AS g ORDER BY g.xid DESC, g.id DESC LIMIT 1
  ON CONFLICT (follower) DO UPDATE SET xid = EXCLUDED.xid, id = EXCLUDED.id
  WHERE (c.xid, c.id) < (EXCLUDED.xid, EXCLUDED.id)
)
SELECT count(*) AS gone FROM gone
