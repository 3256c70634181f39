-- An upload that is still coming says so; one that was given up in the meantime is not there.
-- $1 integer: version's id, $2 integer: rows that came besides
UPDATE reference_versions SET count = count + $2, heard_at = clock_timestamp() WHERE id = $1 AND state = 'arriving'
RETURNING id
