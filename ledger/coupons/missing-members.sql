-- Of these ids those that are no members.
-- $1 uuid[] ids
SELECT n.id FROM unnest($1::uuid[]) AS n (id) WHERE NOT EXISTS (SELECT FROM members m WHERE m.id = n.id) LIMIT 20
