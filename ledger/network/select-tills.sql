-- Tills in the order of their codes.
-- $1 text: only this one, or null; $2 text: only those of this store, or null; $3 text: only those after this code, or
-- null; $4 integer: at most so many
SELECT code, store, title, created_at AS "createdAt"
FROM tills
WHERE ($1::text IS NULL OR code = $1) AND ($2::text IS NULL OR store = $2) AND ($3::text IS NULL OR code > $3)
ORDER BY code
LIMIT $4
