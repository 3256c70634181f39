-- Uploads of a code that are under way.
-- $1 text: kind, $2 text: code
SELECT began_at AS "beganAt", count AS rows FROM reference_versions
WHERE kind = $1 AND code = $2 AND state = 'arriving'
ORDER BY id LIMIT 20
