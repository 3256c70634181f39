-- Whose cards they are.
-- $1 text[]: numbers
SELECT m.id AS member, m.party, c.number, c.type, c.state
FROM cards c JOIN members m ON m.id = c.member
WHERE c.number = ANY ($1::text[])
