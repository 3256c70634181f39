-- Whose phone it is.
-- $1 text: phone, E.164
SELECT id AS member, party FROM members WHERE phone = $1
