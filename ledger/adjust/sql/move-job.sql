-- Begins to run a job that is loaded, or to undo one that is done; no row where it is in another state.
-- $1 uuid job  $2 text state it is in  $3 text state it comes to
UPDATE adjust_jobs SET state = $3, position = 0, finished_at = NULL WHERE id = $1 AND state = $2 RETURNING id
