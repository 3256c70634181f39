-- A version as workers need it.
-- $1 text: code, $2 integer: version, or null for the one in force
SELECT code, version, hash, state, document
FROM programmes
WHERE code = $1 AND (version = $2 OR ($2 IS NULL AND state = 'published'))
ORDER BY published_at DESC NULLS LAST
LIMIT 1
