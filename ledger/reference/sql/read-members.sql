-- Members of a segment, in the order of their ids.
-- $1 integer: version's id, $2 uuid: only those after this one, or null; $3 integer: at most so many
SELECT member FROM segment_members
WHERE version = $1 AND member > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
ORDER BY member LIMIT $3
