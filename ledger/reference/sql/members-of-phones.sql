-- Whose phones they are.
-- $1 text[]: phones, E.164
SELECT m.phone, m.id FROM unnest($1::text[]) AS asked (phone) JOIN members m ON m.phone = asked.phone
