-- A new till; no row where there is one of that code.
-- $1 text: code, $2 text: the store's code, $3 text: title or null
INSERT INTO tills (code, store, title)
VALUES ($1, $2, $3)
ON CONFLICT (code) DO NOTHING
RETURNING code, store, title, created_at AS "createdAt"
