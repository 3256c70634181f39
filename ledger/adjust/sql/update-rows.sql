-- $1 uuid[] job  $2 bigint[] row  $3 text[] state  $4 text[] detail  $5 bigint[] lot  $6 text[] spent, JSON  $7 bigint[] undone
UPDATE adjust_rows r
SET state = u.state, detail = u.detail, lot = u.lot, spent = u.spent::jsonb, undone = u.undone
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[])
  AS u (job, row, state, detail, lot, spent, undone)
WHERE r.job = u.job AND r.row = u.row
