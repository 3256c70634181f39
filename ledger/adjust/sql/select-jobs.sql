-- A job, or the newest.
-- $1 uuid job or null  $2 integer at most so many
SELECT id, state, programme, version, dry, purse, reason, credential, position, rows, applied, refused, given, taken, undone,
       reversed, missing, (extract(epoch FROM expires_at) * 1000)::bigint AS "expiresAt",
       (extract(epoch FROM created_at) * 1000)::bigint AS "createdAt",
       (extract(epoch FROM finished_at) * 1000)::bigint AS "finishedAt"
FROM adjust_jobs
WHERE ($1::uuid IS NULL OR id = $1) AND state <> 'loading'
ORDER BY created_at DESC LIMIT $2
