-- A version of a code by its number, or the current one.
-- $1 text: kind, $2 text: code, $3 integer: version, or null
SELECT id, code, version, state, count, current_at AS "currentAt", replaced_at AS "replacedAt"
FROM reference_versions
WHERE kind = $1 AND code = $2 AND version IS NOT NULL
  AND (version = $3 OR ($3::integer IS NULL AND state = 'current'))
