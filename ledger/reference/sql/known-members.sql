-- Those of the ids that are members'.
-- $1 uuid[]: ids
SELECT m.id FROM unnest($1::uuid[]) AS asked (id) JOIN members m ON m.id = asked.id
