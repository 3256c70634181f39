-- Gives up a job that is loading: the one named, or all of which nothing has been heard for ten minutes.
-- $1 uuid job or null
WITH dropped AS (
  DELETE FROM adjust_jobs
  WHERE state = 'loading' AND (id = $1 OR ($1::uuid IS NULL AND heard_at < now() - interval '10 minutes'))
  RETURNING id
)
DELETE FROM adjust_rows r USING dropped d WHERE r.job = d.id
