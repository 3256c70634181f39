-- Versions without their documents, newest first; `current` is the one in force.
-- $1 text: code; $2 integer: only this version, or null; $3 integer: only those before this version, or null;
-- $4 integer: at most so many
SELECT code, version, hash, state, lint, created_at AS "createdAt", published_at AS "publishedAt",
       revoked_at AS "revokedAt",
       version IS NOT DISTINCT FROM (SELECT c.version FROM programmes c
                                     WHERE c.code = p.code AND c.state = 'published'
                                     ORDER BY c.published_at DESC LIMIT 1) AS current
FROM programmes p
WHERE code = $1 AND ($2::integer IS NULL OR version = $2) AND ($3::integer IS NULL OR version < $3)
ORDER BY version DESC
LIMIT $4
