-- Current versions of a kind, by code.
-- $1 text: kind; $2 text: only codes after this one; $3 integer: at most so many
SELECT code, version, state, count, current_at AS "currentAt", replaced_at AS "replacedAt"
FROM reference_versions
WHERE kind = $1 AND state = 'current' AND code > $2
ORDER BY code LIMIT $3
