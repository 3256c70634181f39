-- Who has this key, unless it was revoked. A till's store is where the till stands today.
-- $1 bytea: SHA-256 of the secret
SELECT k.id, k.role, coalesce(t.store, k.store) AS store, k.till
FROM access_keys k LEFT JOIN tills t ON t.code = k.till
WHERE k.hash = $1 AND k.revoked_at IS NULL
