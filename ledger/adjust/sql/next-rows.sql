-- The rows of a job after one of them, whatever has become of them.
-- $1 uuid job  $2 bigint row  $3 int at most so many
SELECT row, state, member, party, points, purse, reason FROM adjust_rows
WHERE job = $1 AND row > $2 ORDER BY row LIMIT $3
