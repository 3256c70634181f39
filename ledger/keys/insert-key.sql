-- A new access key; no row where the same secret is kept already.
-- $1 bytea: SHA-256 of the secret, $2 text: role, $3 text: store or null, $4 text: till or null, $5 text: title or null
INSERT INTO access_keys (hash, role, store, till, title)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (hash) DO NOTHING
RETURNING id, role, store, till, title, created_at AS "createdAt", revoked_at AS "revokedAt"
