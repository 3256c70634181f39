-- What became of a job's rows.
-- $1 uuid job  $2 bigint: only those after this row  $3 int at most so many
SELECT row, name, points, purse, state, detail, undone FROM adjust_rows WHERE job = $1 AND row > $2 ORDER BY row LIMIT $3
