-- Stores in the order of their codes.
-- $1 text: only this one, or null; $2 text: only those after this code, or null; $3 integer: at most so many
SELECT code, title, region, timezone, programme, attributes, created_at AS "createdAt"
FROM stores
WHERE ($1::text IS NULL OR code = $1) AND ($2::text IS NULL OR code > $2)
ORDER BY code
LIMIT $3
