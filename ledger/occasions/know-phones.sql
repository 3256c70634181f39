-- $1 uuid: member  $2 bytea[]: hashes
INSERT INTO phones_known (hash, member)
SELECT DISTINCT p.hash, $1::uuid FROM unnest($2::bytea[]) AS p (hash) ORDER BY p.hash
ON CONFLICT DO NOTHING
