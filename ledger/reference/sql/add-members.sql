-- Members of a segment; those it has already are passed over.
-- $1 integer: version's id, $2 uuid[]: members
INSERT INTO segment_members (version, member)
SELECT $1, member FROM unnest($2::uuid[]) AS new (member)
ON CONFLICT DO NOTHING
