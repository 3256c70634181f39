-- A member's party.
-- $1 uuid: id
SELECT id AS member, party FROM members WHERE id = $1
