-- Rows of a job that is loading. Who is not known, or was named before in the same job, is refused here and now.
-- $1 uuid job  $2 bigint[] row  $3 text[] name  $4 uuid[] member or null  $5 bigint[] points  $6 text[] purse  $7 text[] reason
WITH asked AS (
  SELECT n.*, row_number() OVER (PARTITION BY n.member ORDER BY n.row) AS nth
  FROM unnest($2::bigint[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::text[])
    AS n (row, name, member, points, purse, reason)
), judged AS (
  SELECT a.*, m.party,
         CASE WHEN m.id IS NULL THEN 'nobody is called so'
              WHEN a.nth > 1 OR EXISTS (SELECT FROM adjust_rows e WHERE e.job = $1 AND e.member = a.member AND e.state <> 'refused')
              THEN 'the member was named before in the same job' END AS fault
  FROM asked a LEFT JOIN members m ON m.id = a.member
), heard AS (
  UPDATE adjust_jobs SET heard_at = now(), rows = rows + (SELECT count(*) FROM asked) WHERE id = $1 AND state = 'loading'
  RETURNING id
)
INSERT INTO adjust_rows (job, row, state, name, member, party, points, purse, reason, detail)
SELECT h.id, j.row, CASE WHEN j.fault IS NULL THEN 'pending' ELSE 'refused' END, j.name, j.member, j.party, j.points, j.purse,
       j.reason, j.fault
FROM judged j, heard h
