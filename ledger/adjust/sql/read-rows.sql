-- Rows of jobs as they stand, while their parties are locked: nobody else changes them.
-- $1 uuid[] job  $2 bigint[] row
SELECT r.job, r.row, r.state, r.points, r.lot, r.spent
FROM unnest($1::uuid[], $2::bigint[]) AS k (job, row) JOIN adjust_rows r ON r.job = k.job AND r.row = k.row
