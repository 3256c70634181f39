-- Versions whose rows are no longer wanted: those that broke off, and those replaced longer ago than they are kept.
-- $1 interval: how long a version that was replaced is kept
SELECT id, kind FROM reference_versions
WHERE state = 'abandoned' OR (state = 'replaced' AND replaced_at < clock_timestamp() - $1::interval)
ORDER BY id
LIMIT 100
