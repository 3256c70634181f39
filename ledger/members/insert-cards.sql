-- New cards of a member.
-- $1 uuid: member, $2 text[]: numbers, $3 text[]: types
INSERT INTO cards (number, member, type)
SELECT number, $1, type FROM unnest($2::text[], $3::text[]) AS new (number, type)
