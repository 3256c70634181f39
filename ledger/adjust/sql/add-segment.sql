-- Rows of a job that is loading: the members of a version of a segment.
-- $1 uuid job  $2 integer version's id  $3 bigint points
WITH added AS (
  INSERT INTO adjust_rows (job, row, state, name, member, party, points)
  SELECT $1, row_number() OVER (ORDER BY s.member), 'pending', 'member ' || s.member, m.id, m.party, $3
  FROM segment_members s JOIN members m ON m.id = s.member
  WHERE s.version = $2
  RETURNING row
)
UPDATE adjust_jobs SET heard_at = now(), rows = (SELECT count(*) FROM added) WHERE id = $1 AND state = 'loading'
RETURNING rows
