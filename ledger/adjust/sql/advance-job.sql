-- Moves a job on past rows that have been dealt with, and counts what became of them: once, since it moves on from where it
-- was alone.
-- $1 uuid job  $2 bigint from  $3 bigint to  $4 text running or undoing
UPDATE adjust_jobs j
SET position = $3,
    applied = j.applied + CASE $4 WHEN 'running' THEN c.applied ELSE 0 END,
    refused = j.refused + CASE $4 WHEN 'running' THEN c.refused ELSE 0 END,
    given = j.given + CASE $4 WHEN 'running' THEN c.given ELSE 0 END,
    taken = j.taken + CASE $4 WHEN 'running' THEN c.taken ELSE 0 END,
    undone = j.undone + CASE $4 WHEN 'undoing' THEN c.undone ELSE 0 END,
    reversed = j.reversed + CASE $4 WHEN 'undoing' THEN c.reversed ELSE 0 END,
    missing = j.missing + CASE $4 WHEN 'undoing' THEN c.missing ELSE 0 END
FROM (SELECT count(*) FILTER (WHERE state = 'applied') AS applied, count(*) FILTER (WHERE state = 'refused') AS refused,
             coalesce(sum(points) FILTER (WHERE state = 'applied' AND points > 0), 0) AS given,
             coalesce(-sum(points) FILTER (WHERE state = 'applied' AND points < 0), 0) AS taken,
             count(*) FILTER (WHERE state = 'undone') AS undone,
             coalesce(sum(undone), 0) AS reversed,
             coalesce(sum(abs(points) - undone) FILTER (WHERE state = 'undone'), 0) AS missing
      FROM adjust_rows WHERE job = $1 AND row > $2 AND row <= $3) c
WHERE j.id = $1 AND j.position = $2 AND j.state = $4
