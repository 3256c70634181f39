-- The current versions.
-- $1 text: only this kind, or null; $2 text: only this code, or null
SELECT kind, code, id, version FROM reference_versions
WHERE state = 'current' AND ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR code = $2)
