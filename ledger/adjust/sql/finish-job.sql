-- $1 uuid job  $2 text running or undoing
UPDATE adjust_jobs SET state = CASE $2 WHEN 'running' THEN 'done' ELSE 'undone' END, finished_at = now()
WHERE id = $1 AND state = $2
