-- A version without rows: one that never was current leaves nothing, of one that was its number stays.
-- $1 integer: version's id
WITH gone AS (
  UPDATE reference_versions SET state = 'gone' WHERE id = $1 AND state = 'replaced'
)
DELETE FROM reference_versions WHERE id = $1 AND state = 'abandoned'
