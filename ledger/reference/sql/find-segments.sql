-- Which of these members are in which of these segments. Each is one step into the index, however many there are.
-- By pair: $1 integer[]: segments' version ids, $2 uuid[]: members
SELECT asked.version, asked.member
FROM unnest($1::integer[], $2::uuid[]) AS asked (version, member)
CROSS JOIN LATERAL (
  SELECT FROM segment_members s WHERE s.version = asked.version AND s.member = asked.member LIMIT 1
) AS found
