-- Keys without their secrets, oldest first.
-- $1 bigint: only those after this id; $2 integer: at most so many
SELECT id, role, store, till, title, created_at AS "createdAt", revoked_at AS "revokedAt"
FROM access_keys
WHERE id > $1
ORDER BY id
LIMIT $2
