-- Whose card it is.
-- $1 text: number
SELECT m.id AS member, m.party, c.number, c.type, c.state
FROM cards c JOIN members m ON m.id = c.member
WHERE c.number = $1
