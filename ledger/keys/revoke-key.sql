-- Revokes a key, for good; one that is revoked stays as it was.
-- $1 bigint: id
UPDATE access_keys SET revoked_at = coalesce(revoked_at, now())
WHERE id = $1
RETURNING id, role, store, till, title, created_at AS "createdAt", revoked_at AS "revokedAt"
