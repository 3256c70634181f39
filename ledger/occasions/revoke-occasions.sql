-- Gifts whose purchase is cancelled, or has come back whole: what was not given yet is not given, the rest is to be taken
-- back. Locked in the order of their keys.
-- $1 text[] keys
WITH gone AS MATERIALIZED (
  SELECT key FROM occasions WHERE key = ANY ($1::text[]) AND state IN ('due', 'done') ORDER BY key FOR UPDATE
)
UPDATE occasions o SET state = CASE o.state WHEN 'due' THEN 'undone' ELSE 'back' END
FROM gone WHERE o.key = gone.key
